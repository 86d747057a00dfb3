import type { Plugin } from 'rolldown';

/** What we ask of Babel's parser (src/express-app/source.ts), of the many syntaxes that it knows. */
const ASKED_FOR = ['typescript', 'jsx', 'decorators-legacy', 'explicitResourceManagement'];

/** Where the parser decides about the others. */
const PLACES: readonly [place: RegExp, instead: (found: string, name: string) => string][] = [
  [/const mixinPlugins = \{[^}]*\};/, () => 'const mixinPlugins = { jsx, typescript };'],
  [/this\.hasPlugin\("(\w+)"\)/g, (found, name) => (ASKED_FOR.includes(name) ? found : 'false')],
  [/validatePlugins\(pluginsMap\);/, () => ''],
  // As a module, so that what is not reached any more is left out.
  [/Object\.defineProperty\(exports, '__esModule', \{\s*value: true\s*\}\);/, () => ''],
  [/(exports\.\w+ = \w+;\s*)+$/m, () => 'export { parse };\n'],
];

/** Takes the syntaxes out of Babel's parser that nobody's Express app is written in: a fifth of it. */
export function askedForSyntaxes(): Plugin {
  return {
    name: 'asked-for-syntaxes',
    transform: {
      filter: { id: /@babel\/parser\/lib\/index\.js$/ },
      handler: (source) =>
        PLACES.reduce((text, [place, instead]) => {
          if (text.search(place) === -1) throw new Error(`Babel's parser has no ${place} any more`);
          return text.replace(place, instead);
        }, source),
    },
  };
}
