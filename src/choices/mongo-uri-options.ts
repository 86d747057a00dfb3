import type { ConnectionString } from 'mongodb-connection-string-url';

/**
 * Why the driver of the created app would refuse the options of a URI, or undefined. It judges as that driver does, and
 * no other way, for that is the one which will be asked; a test holds both against each other.
 *
 * Source: connection_string.js and mongo_credentials.js of mongodb 6.22
 */
export function optionsFault(uri: ConnectionString): string | undefined {
  const options = readOptions(uri);
  if (typeof options === 'string') return options;
  for (const [name, values] of options) {
    const fault = valueFault(name, values, uri);
    if (fault !== undefined) return fault;
  }
  return unfit(options, uri) ?? loginFault(options, uri);
}

/** Values by the names in lower case. */
type Options = ReadonlyMap<string, readonly string[]>;

function readOptions({ searchParams }: ConnectionString): Options | string {
  const options = new Map<string, string[]>();
  for (const key of searchParams.keys()) {
    const known = OPTIONS.get(key.toLowerCase());
    if (known === undefined) return unknownOption(key);
    const { name } = known;
    const values = searchParams.getAll(key);
    if (name !== 'readPreferenceTags') {
      if (values.length > 1) return `the option ${name} stands there twice`;
      if (values[0] === '' && name !== 'timeoutMS') return `the option ${name} has no value`;
    }
    // Of two spellings of one name the first counts.
    if (!options.has(key.toLowerCase())) options.set(key.toLowerCase(), values);
  }
  return options;
}

/** Named only when it looks like a name: it could be a part of a password. */
function unknownOption(key: string): string {
  if (!/^[a-z][a-z_]{0,39}$/i.test(key)) return 'what follows the ? is options, as name=value';
  const instead = INSTEAD.get(key.toLowerCase()) ?? 'leave it out';
  return `the driver knows no option ${key}: ${instead}`;
}

/** What takes the place of options that other drivers have, and this one had. */
const INSTEAD = new Map([
  ['poolsize', 'write maxPoolSize'],
  ['ssl_ca_certs', 'write tlsCAFile'],
  ['sslca', 'write tlsCAFile'],
  ['sslcert', 'write tlsCertificateKeyFile'],
  ['sslkey', 'write tlsCertificateKeyFile'],
  ['sslpass', 'write tlsCertificateKeyFilePassword'],
  ['sslvalidate', 'write tlsAllowInvalidCertificates, which is its opposite'],
  ['sslverifycertificate', 'write tlsAllowInvalidCertificates, which is its opposite'],
]);

interface Kind {
  /** What a value is, for the message. */
  is: string;
  allows(value: string): boolean;
}

const anything: Kind = { is: 'a text', allows: () => true };
const nothing: Kind = { is: 'no option of a URI', allows: () => false };
const truth: Kind = oneOf('true', 'false');
const whole: Kind = { is: 'a whole number', allows: (value) => !Number.isNaN(parseInt10(value)) };
const count: Kind = { is: 'a whole number from 0 up', allows: (value) => parseInt10(value) >= 0 };
const positive: Kind = {
  is: 'a whole number from 1 up',
  allows: (value) => parseInt10(value) >= 1,
};
const pairs: Kind = {
  is: 'a list like name:value,name:value',
  allows: (value) => value === '' || value.split(',').every((pair) => pair.includes(':')),
};

function oneOf(...values: string[]): Kind {
  const is = `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return { is, allows: (value) => values.includes(value) };
}

/** As the driver reads a number: `120s` is 120. */
function parseInt10(text: string): number {
  return Number.parseInt(text, 10);
}

const COMPRESSORS = ['none', 'snappy', 'zlib', 'zstd'];
const MECHANISMS = [
  'MONGODB-AWS',
  'MONGODB-CR',
  'DEFAULT',
  'GSSAPI',
  'PLAIN',
  'SCRAM-SHA-1',
  'SCRAM-SHA-256',
  'MONGODB-X509',
  'MONGODB-OIDC',
];

const KINDS: readonly (readonly [Kind, string])[] = [
  [
    truth,
    'autoSelectFamily bsonRegExp checkKeys directConnection enableUtf8Validation forceServerObjectId fsync ' +
      'ignoreUndefined j journal loadBalanced monitorCommands noDelay promoteBuffers promoteLongs promoteValues ' +
      'raw retryReads retryWrites serializeFunctions ssl tls tlsAllowInvalidCertificates tlsAllowInvalidHostnames ' +
      'tlsInsecure useBigInt64 useNewUrlParser useUnifiedTopology __skipPingOnConnect',
  ],
  [
    count,
    'autoSelectFamilyAttemptTimeout connectTimeoutMS heartbeatFrequencyMS localThresholdMS maxIdleTimeMS ' +
      'maxPoolSize minHeartbeatFrequencyMS minInternalBufferSize minPoolSize mongodbLogMaxDocumentLength proxyPort ' +
      'serverSelectionTimeoutMS socketTimeoutMS srvMaxHosts waitQueueTimeoutMS wtimeout wtimeoutMS',
  ],
  [positive, 'maxConnecting maxStalenessSeconds'],
  [whole, 'zlibCompressionLevel'],
  [pairs, 'authMechanismProperties readPreferenceTags'],
  [{ is: '4 or 6', allows: (value) => [4, 6].includes(parseInt10(value)) }, 'family'],
  [oneOf('auto', 'poll', 'stream'), 'serverMonitoringMode'],
  [oneOf('stderr', 'stdout'), 'mongodbLogPath'],
  [
    oneOf('primary', 'primaryPreferred', 'secondary', 'secondaryPreferred', 'nearest'),
    'readPreference',
  ],
  [{ is: 'majority', allows: (value) => value === 'majority' }, 'writeConcern'],
  [
    {
      is: `a list of ${COMPRESSORS.join(', ')}`,
      allows: (value) => value.split(',').every((one) => COMPRESSORS.includes(one)),
    },
    'compressors',
  ],
  [
    {
      is: `one of ${MECHANISMS.join(', ')}`,
      allows: (value) => mechanismOf(value) !== undefined,
    },
    'authMechanism',
  ],
  // What only code can give.
  [
    nothing,
    'auth autoEncryption driverInfo fieldsAsRaw mongodbLogComponentSeverities pkFactory readConcern serverApi',
  ],
  [
    anything,
    'allowPartialTrustChain ALPNProtocols appName authSource ca cert checkServerIdentity ciphers connectionType crl ' +
      'dbName ecdhCurve enableTrace hints index keepAliveInitialDelay key localAddress localPort lookup minDHSize ' +
      'name passphrase pfx proxyHost proxyPassword proxyUsername pskCallback readConcernLevel rejectUnauthorized ' +
      'replicaSet requestCert requestOCSP secureContext secureProtocol servername session SNICallback srvPoller ' +
      'srvServiceName timeoutMS tlsCAFile tlsCertificateKeyFile tlsCertificateKeyFilePassword tlsCRLFile w',
  ],
];

/** Every option by its name in lower case. */
const OPTIONS: ReadonlyMap<string, { name: string; kind: Kind }> = new Map(
  KINDS.flatMap(([kind, names]) =>
    names.split(' ').map((name) => [name.toLowerCase(), { name, kind }] as const),
  ),
);

function valueFault(
  key: string,
  values: readonly string[],
  { username }: ConnectionString,
): string | undefined {
  // What stands before the @ goes before it.
  if (key === 'auth' && username !== '') return undefined;
  const { name, kind } = OPTIONS.get(key) ?? { name: key, kind: nothing };
  const considered = name === 'readPreferenceTags' ? values : values.slice(0, 1);
  if (considered.every((value) => kind.allows(value))) return undefined;
  if (kind === nothing) return `${name} is no option of a URI: only code can give it`;
  return `the option ${name} is ${kind.is}`;
}

/** Options that contradict each other, or the rest of the URI. */
function unfit(options: Options, { isSRV, hosts }: ConnectionString): string | undefined {
  const has = (name: string) => options.has(name.toLowerCase());
  const get = (name: string) => options.get(name.toLowerCase())?.[0] ?? '';
  const isSet = (name: string) => get(name) === 'true';
  const number = (name: string) => parseInt10(get(name)) || 0;

  if (has('tls') && has('ssl') && get('tls') !== get('ssl'))
    return 'the options tls and ssl are the same, and contradict each other';
  if (has('tlsInsecure') && (has('tlsAllowInvalidCertificates') || has('tlsAllowInvalidHostnames')))
    return 'the option tlsInsecure stands for tlsAllowInvalidCertificates and tlsAllowInvalidHostnames: write it without them';
  if (get('readPreference') === 'primary' && has('maxStalenessSeconds'))
    return 'the option maxStalenessSeconds does not go with readPreference=primary';
  if (isSet('loadBalanced')) {
    if (hosts.length > 1) return 'the option loadBalanced goes with one host';
    const other = ['replicaSet', isSet('directConnection') && 'directConnection'].find(
      (name) => name && has(name),
    );
    if (other) return `the options loadBalanced and ${other} do not go together`;
    if (isSRV && number('srvMaxHosts') > 0)
      return 'the options loadBalanced and srvMaxHosts do not go together';
  }
  if (isSRV) {
    if (isSet('directConnection')) return 'the option directConnection goes with mongodb:// alone';
    if (number('srvMaxHosts') > 0 && has('replicaSet'))
      return 'the options srvMaxHosts and replicaSet do not go together';
  } else {
    const other = ['srvMaxHosts', 'srvServiceName'].find(has);
    if (other) return `the option ${other} goes with mongodb+srv:// alone`;
  }
  if (isSet('directConnection') && hosts.length > 1)
    return 'the option directConnection goes with one host';
  const hasProxyLogin = has('proxyUsername') || has('proxyPassword');
  if (!has('proxyHost') && (number('proxyPort') > 0 || hasProxyLogin))
    return 'the other options of a proxy need the option proxyHost';
  if (has('proxyUsername') !== has('proxyPassword'))
    return 'the options proxyUsername and proxyPassword need each other';
  return undefined;
}

/** The first that the driver would take: it looks for the value as a word in its names. */
function mechanismOf(value: string): string | undefined {
  try {
    const word = new RegExp(String.raw`\b${value}\b`, 'i');
    return MECHANISMS.find((mechanism) => word.test(mechanism));
  } catch {
    return undefined;
  }
}

const EXTERNAL = ['GSSAPI', 'MONGODB-AWS', 'MONGODB-OIDC', 'MONGODB-X509'];
const ENVIRONMENTS = ['test', 'azure', 'gcp', 'k8s'];
const CANONICAL = ['true', 'false', 'none', 'forward', 'forwardAndReverse'];

/** What a way to authenticate asks of user, password and the other options. */
function loginFault(
  options: Options,
  { username, password }: ConnectionString,
): string | undefined {
  const get = (name: string) => options.get(name.toLowerCase())?.[0];
  const mechanism = mechanismOf(get('authMechanism') ?? 'DEFAULT') ?? 'DEFAULT';
  const source = get('authSource');
  const properties = readPairs(get('authMechanismProperties') ?? '');
  if (properties.has('ALLOWED_HOSTS')) return 'ALLOWED_HOSTS is no option of a URI';

  const canonical = properties.get('CANONICALIZE_HOST_NAME');
  if (canonical !== undefined && !CANONICAL.includes(canonical))
    return `CANONICALIZE_HOST_NAME is one of ${CANONICAL.join(', ')}`;
  const needsUser = mechanism === 'PLAIN' || mechanism.startsWith('SCRAM');
  if ((needsUser || mechanism === 'GSSAPI') && username === '')
    return `authMechanism=${mechanism} needs a user`;
  if (mechanism === 'MONGODB-AWS' && username !== '' && password === '')
    return 'authMechanism=MONGODB-AWS needs both parts of the access key, or none';
  if (mechanism === 'MONGODB-X509' && password !== '')
    return 'authMechanism=MONGODB-X509 takes no password';
  if (EXTERNAL.includes(mechanism) && source !== undefined && source !== '$external')
    return `authMechanism=${mechanism} goes with authSource=%24external`;
  return mechanism === 'MONGODB-OIDC' ? oidcFault(properties, username, password) : undefined;
}

function oidcFault(
  properties: ReadonlyMap<string, string>,
  username: string,
  password: string,
): string | undefined {
  const environment = properties.get('ENVIRONMENT');
  const hasEnvironment = environment !== undefined && !['', 'false'].includes(environment);
  if (password !== '' && username !== '') return 'authMechanism=MONGODB-OIDC takes no password';
  if (!hasEnvironment) {
    const hasCallback = ['OIDC_CALLBACK', 'OIDC_HUMAN_CALLBACK'].some(
      (name) => !['', 'false', undefined].includes(properties.get(name)),
    );
    return hasCallback
      ? undefined
      : 'authMechanism=MONGODB-OIDC needs authMechanismProperties=ENVIRONMENT:…';
  }
  if (!ENVIRONMENTS.includes(environment))
    return `ENVIRONMENT is one of ${ENVIRONMENTS.join(', ')}`;
  if (username !== '' && environment !== 'azure')
    return 'authMechanism=MONGODB-OIDC takes a user with ENVIRONMENT:azure alone';
  const needsResource = environment === 'azure' || environment === 'gcp';
  if (needsResource && ['', 'false', undefined].includes(properties.get('TOKEN_RESOURCE')))
    return `ENVIRONMENT:${environment} needs a TOKEN_RESOURCE`;
  return undefined;
}

function readPairs(text: string): Map<string, string> {
  const entries = text.split(',').map((pair) => {
    const colon = pair.indexOf(':');
    return [pair.slice(0, colon), pair.slice(colon + 1)] as const;
  });
  return new Map(entries);
}
