// Leads some hosts and ports to others, and keeps which were asked for. A child of this process inherits it.
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

const { HOST_PLACES = '{}', HOST_RECORD } = process.env;
const places = JSON.parse(HOST_PLACES);
const { connect } = Socket.prototype;

Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (options.port !== undefined) {
    const asked = `${options.host}:${options.port}`;
    appendFileSync(HOST_RECORD, `${asked}\n`);
    if (places[asked]) Object.assign(options, { host: '127.0.0.1', port: places[asked] });
  }
  return connect.apply(this, args);
};
