// Drives the BigQuery stand-in with Google's own clients and exits with 0 when they accept it. Where it is comes from the
// environment: REST_URL and GRPC_PORT, or TLS_URL with CA_FILE; PROJECT, DATASET, TOKEN.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {BigQuery} from '@google-cloud/bigquery';
import {adapt, managedwriter, protos} from '@google-cloud/bigquery-storage';
import {OAuth2Client} from 'google-auth-library';
import gax from 'google-gax';

const {WriterClient, JSONWriter} = managedwriter;
const {PROJECT: projectId, DATASET: datasetId, TOKEN: token, TLS_URL: tlsUrl, REST_URL: restUrl} = process.env;
const tls = tlsUrl !== undefined;
const suffix = tls ? '_tls' : '';
const authClient = new OAuth2Client();
authClient.setCredentials({access_token: token, expiry_date: Date.now() + 3600_000});

const bigquery = new BigQuery({projectId, apiEndpoint: tls ? tlsUrl : restUrl, authClient});
const grpc = gax.grpc;
const bearer = (_, callback) => {
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  callback(null, metadata);
};
const credentials = tls
  ? grpc.credentials.combineChannelCredentials(
      grpc.credentials.createSsl(fs.readFileSync(process.env.CA_FILE)), grpc.credentials.createFromMetadataGenerator(bearer))
  : grpc.credentials.createInsecure();
const writer = new WriterClient({
  projectId,
  apiEndpoint: '127.0.0.1',
  port: tls ? Number(new URL(tlsUrl).port) : Number(process.env.GRPC_PORT),
  sslCreds: credentials,
});

const step = name => console.log(`ok ${name}${suffix}`);
const dataset = bigquery.dataset(datasetId);
const path = name => `projects/${projectId}/datasets/${datasetId}/tables/${name}`;

async function restRoundTrip() {
  const [exists] = await dataset.exists();
  assert.ok(exists);
  const name = `node_rest${suffix}`;
  const [table] = await dataset.createTable(name, {
    schema: [
      {name: 'id', type: 'INTEGER', mode: 'REQUIRED'},
      {name: 'name', type: 'STRING'},
      {name: 'price', type: 'NUMERIC'},
      {name: 'tags', type: 'STRING', mode: 'REPEATED'},
      {name: 'at', type: 'TIMESTAMP'},
      {name: 'day', type: 'DATE'},
      {name: 'nested', type: 'RECORD', fields: [{name: 'x', type: 'FLOAT'}]},
    ],
    timePartitioning: {type: 'DAY'},
  });
  await table.insert([
    {id: 1, name: 'Grüße', price: '12.340000000', tags: ['a', 'b'], at: '2026-01-31 10:00:00.123456', day: '2026-01-31', nested: {x: 1.5}},
    {id: 2, name: null},
  ]);
  const [rows] = await table.getRows();
  assert.equal(rows.length, 2);
  assert.equal(rows[0].name, 'Grüße');
  assert.equal(rows[0].price.toString(), '12.34');
  assert.deepEqual(rows[0].tags, ['a', 'b']);
  assert.equal(rows[0].at.value, '2026-01-31T10:00:00.123456000Z');
  assert.equal(rows[0].nested.x, 1.5);
  assert.equal(rows[1].name, null);
  await assert.rejects(table.insert([{id: 3, unknown: 1}], {partialRetries: 0}), /no such field|PartialFailure|insert/i);
  await assert.rejects(dataset.createTable(name, {schema: 'a:string'}), error => error.code === 409);
  const [metadata] = await table.getMetadata();
  const fields = [...metadata.schema.fields, {name: 'added', type: 'STRING', mode: 'NULLABLE'}];
  await table.setMetadata({schema: {fields}});
  const [answer] = await bigquery.query(`SELECT COUNT(*) AS n FROM \`${projectId}.${datasetId}.${name}\` WHERE id >= 1`);
  assert.equal(answer[0].n, 2);
  const [ordered] = await bigquery.query({query: `SELECT id, day FROM ${datasetId}.${name} ORDER BY id DESC LIMIT 1`});
  assert.equal(ordered[0].id, 2);
  await assert.rejects(bigquery.query(`SELECT * FROM ${datasetId}.absent`), error => error.errors[0].reason === 'notFound');
  step('rest');
}

async function committedStream() {
  const name = `node_stream${suffix}`;
  await dataset.createTable(name, {schema: [
    {name: 'id', type: 'INTEGER', mode: 'REQUIRED'}, {name: 'text', type: 'STRING'}, {name: 'amount', type: 'BIGNUMERIC'},
    {name: 'list', type: 'RECORD', mode: 'REPEATED', fields: [{name: 'k', type: 'STRING'}, {name: 'v', type: 'FLOAT'}]},
    {name: 'at', type: 'TIMESTAMP'}, {name: 'day', type: 'DATE'}, {name: 'clock', type: 'DATETIME'},
  ]});
  const stream = await writer.createWriteStreamFullResponse({streamType: managedwriter.PendingStream, destinationTable: path(name)});
  const connection = await writer.createStreamConnection({streamId: stream.name});
  const descriptor = adapt.convertStorageSchemaToProto2Descriptor(stream.tableSchema, 'root');
  const json = new JSONWriter({streamId: stream.name, connection, protoDescriptor: descriptor});
  const batch = [
    {id: 0, text: '', amount: '0.00000000000000000000000000000000000001', list: [{k: 'a', v: 0}, {k: 'b', v: 2.5}],
      at: new Date('2026-02-01T00:00:00.123Z'), day: '2026-02-01', clock: '2026-02-01T03:04:05.678'},
    {id: 2},
  ];
  const results = [json.appendRows(batch, 0), json.appendRows([{id: 3, text: 'c'}], 2)];
  for (const [i, pending] of results.entries()) {
    const result = await pending.getResult();
    assert.equal(result.error ?? null, null);
    assert.equal(result.appendResult.offset.value.toString(), i === 0 ? '0' : '2');
  }
  const repeated = await json.appendRows(batch, 0).getResult();
  assert.equal(repeated.error.code, 6);
  assert.equal((await dataset.table(name).getRows())[0].length, 0);
  const {rowCount} = await connection.finalize();
  assert.equal(Number(rowCount), 3);
  const commit = await writer.batchCommitWriteStream({parent: path(name), writeStreams: [stream.name]});
  assert.equal(commit.streamErrors.length, 0);
  const [rows] = await dataset.table(name).getRows();
  assert.equal(rows.length, 3);
  assert.equal(rows[0].id, 0);
  assert.equal(rows[0].text, '');
  assert.equal(rows[0].amount.toFixed(), '0.00000000000000000000000000000000000001');
  assert.deepEqual(rows[0].list.map(entry => entry.v), [0, 2.5]);
  assert.equal(rows[0].clock.value, '2026-02-01T03:04:05.678');
  assert.equal(rows[1].text, null);
  json.close();
  step('pending stream');
}

async function defaultStreamWithChanges() {
  const name = `node_changes${suffix}`;
  await dataset.createTable(name, {
    schema: [{name: 'id', type: 'INTEGER', mode: 'REQUIRED'}, {name: 'text', type: 'STRING'}],
    tableConstraints: {primaryKey: {columns: ['id']}},
  });
  const streamId = `${path(name)}/streams/_default`;
  const connection = await writer.createStreamConnection({streamId});
  const found = await writer.getWriteStream({streamId, view: protos.google.cloud.bigquery.storage.v1.WriteStreamView.FULL});
  const descriptor = adapt.withChangeType()
    ? adapt.convertStorageSchemaToProto2Descriptor(found.tableSchema, 'root', adapt.withChangeType(), adapt.withChangeSequenceNumber())
    : undefined;
  const json = new JSONWriter({streamId, connection, protoDescriptor: descriptor});
  const change = (id, text, type, sequence) => ({id, text, _CHANGE_TYPE: type, _CHANGE_SEQUENCE_NUMBER: sequence});
  const result = await json.appendRows([
    change(1, 'first', 'UPSERT', '1'), change(1, 'second', 'UPSERT', 'A'), change(1, 'stale', 'UPSERT', '9'),
    change(2, 'gone', 'UPSERT', 'B'), change(2, null, 'DELETE', 'C'),
  ]).getResult();
  assert.equal(result.error ?? null, null);
  const [rows] = await dataset.table(name).getRows();
  assert.deepEqual(rows, [{id: 1, text: 'second'}]);
  const wrong = await json.appendRows([change(3, 'x', 'INSERT', '1')]).getResult();
  assert.equal(wrong.error.code, 3);
  assert.equal(wrong.rowErrors.length, 1);
  connection.close();
  step('default stream with changes');
}

/** What BigQuery refuses of a table arrives at its own client as such: status 400, reason invalid, and the words users search for. */
async function refusals() {
  const refused = (metadata, words, name = `node_refused${suffix}`) => assert.rejects(
    dataset.createTable(name, metadata), error => error.code === 400 && error.errors[0].reason === 'invalid' && words.test(error.message), words.source);
  const column = (name, type = 'STRING') => ({schema: [{name: 'a', type: 'INTEGER'}, {name, type}]});
  const nested = levels => levels === 0 ? {name: 'leaf', type: 'STRING'} : {name: 'r', type: 'RECORD', fields: [nested(levels - 1)]};
  await refused(column('x.y'), /Invalid field name "x\.y"\. Fields must contain the allowed characters, and be at most 300 characters long/);
  await refused(column('n'.repeat(301)), /Fields must contain the allowed characters/);
  for (const prefix of ['_TABLE_', '_file_', '_PARTITION', '_Row_Timestamp', '__ROOT__', '_COLIDENTIFIER']) {
    await refused(column(prefix + 'x'), /not allowed to start with the \(case-insensitive\) prefixes/);
  }
  await refused(column('A'), /Duplicate\(Case Insensitive\) field names: a and A/);
  await refused({schema: [nested(16)]}, /nested too deeply for field .*, maximum allowed depth is 15/);
  await refused({schema: Array.from({length: 10001}, (_, i) => ({name: `c${i}`, type: 'STRING'}))}, /Too many total leaf fields: 10001, max allowed field count: 10000/);
  await refused(column('b'), /Invalid table ID .* Table decorators cannot be used/, 'odd$20260131');
  await refused(column('b'), /Invalid table ID/, 'odd.name');
  await refused({...column('b'), timePartitioning: {type: 'DAY', field: 'absent'}}, /The field specified for partitioning cannot be found in the schema/);
  await refused({...column('b'), timePartitioning: {type: 'DAY', field: 'b'}}, /can only be of type TIMESTAMP, DATE or DATETIME\. The type found is: STRING/);
  await refused({...column('b', 'DATE'), timePartitioning: {type: 'HOUR', field: 'b'}}, /HOUR/);
  await refused({...column('b'), rangePartitioning: {field: 'b', range: {start: 0, end: 9, interval: 1}}}, /can only be of type INTEGER/);
  await refused({...column('b'), clustering: {fields: ['absent']}}, /The field specified for clustering cannot be found in the schema\. Invalid field: absent/);
  await refused({...column('b', 'FLOAT'), clustering: {fields: ['b']}}, /not allowed for clustering/);
  const [table] = await dataset.createTable(`node_flexible${suffix}`, {
    schema: [{name: 'größe', type: 'DATE'}, {name: '2nd', type: 'STRING'}, {name: 'a & b', type: 'STRING'}, nested(15)],
    timePartitioning: {type: 'MONTH', field: 'größe'}, clustering: {fields: ['2nd']},
  });
  const [metadata] = await table.getMetadata();
  await assert.rejects(table.setMetadata({schema: {fields: [...metadata.schema.fields, {name: 'x.y', type: 'STRING'}]}}), error => error.code === 400);
  await assert.rejects(table.setMetadata({schema: {fields: [...metadata.schema.fields, {name: 'must', type: 'STRING', mode: 'REQUIRED'}]}}), /Cannot add required fields/);
  await assert.rejects(table.setMetadata({schema: {fields: metadata.schema.fields.slice(1)}}), error => error.code === 400);
  step('refusals');
}

await restRoundTrip();
await refusals();
await committedStream();
await defaultStreamWithChanges();
writer.close();
console.log('accepted');
process.exit(0);
