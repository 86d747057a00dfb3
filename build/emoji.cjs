// What emoji are made of, after UTS #51. The package lists each by its code points: to compile that took a question as
// long as to be drawn.
module.exports = () =>
  /\p{RI}{2}|(?:\p{Emoji}\uFE0F\u20E3?|\p{Emoji_Presentation})\p{EMod}?(?:\u200D\p{Emoji}\uFE0F?\p{EMod}?|[\u{E0020}-\u{E007F}])*/gu;
