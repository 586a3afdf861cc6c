// opendata.test.mjs: what is given out as open data, judged by others: the package and its tables by the Frictionless Data library,
// whose profiles and casts are its own; SDMX-CSV and SDMX-JSON by the field lists of the SDMX 2.0 formats, which no package carries
// as a schema, written down here and checked by ajv. And all of them say the same.
import test from 'node:test';
import assert from 'node:assert/strict';
import datapackage from 'datapackage';
import Ajv from 'ajv';
import { BASE, raw } from './site.mjs';

const YEARS = 2;                                                                 // the newest; the others are made by the same code
const lines = (text) => text.replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/);
async function text(path) {
  const answer = await raw(path);
  assert.equal(answer.status, 200, path);
  return answer.text;
}

test('the data package and its tables, by the Frictionless library', async () => {
  const descriptor = JSON.parse(await text('/data/datapackage.json')), report = await datapackage.validate(descriptor);
  assert.deepEqual(report.errors.map(String), []);
  assert.equal(descriptor.profile, 'tabular-data-package');
  const pack = await datapackage.Package.load(descriptor, { basePath: `${BASE}/data`, strict: true });
  assert.ok(pack.valid && pack.resources.every((r) => r.valid && r.tabular && r.remote));
  assert.equal(new Set(pack.resourceNames).size, pack.resources.length);
  const [year, month] = new Date(Date.now() + 8 * 3600000).toISOString().split('-'), none = month === '01' ? `carriers-${year}` : '';       // no month of it is over
  for (const r of pack.resources.slice(0, 3 + 2 * YEARS)) {
    const rows = await r.read({ keyed: true, cast: true });                      // throws at a heading or a value that is not of its type
    assert.equal(rows.length > 0, r.name !== none, r.name);
    if (/^values/.test(r.name)) assert.ok(rows.every((x) => (x.value === null) === (x.status === 'hidden')), r.name);
    if (/^carriers/.test(r.name) && r.name !== none) assert.ok(rows.some((x) => x.incubatees > 5), r.name);
  }
});

// A table that is not what its schema says is refused: the check above can fail.
test('the Frictionless library refuses what is wrong', async () => {
  const descriptor = JSON.parse(await text('/data/datapackage.json')), targets = descriptor.resources.find((r) => r.name === 'targets');
  targets.schema.fields.find((f) => f.name === 'document').type = 'integer';
  const pack = await datapackage.Package.load(descriptor, { basePath: `${BASE}/data` });
  await assert.rejects(pack.getResource('targets').read({ cast: true }));
  assert.equal((await datapackage.validate({ ...descriptor, resources: [] })).valid, false);
});

// ---- SDMX ----

const FREQ = { M: /^\d{4}-(0[1-9]|1[0-2])$/, A: /^\d{4}$/, I: /^\d{4}-01-01\/P([1-9]|1[01])M$/ };
const CSV = ['STRUCTURE', 'STRUCTURE_ID', 'ACTION', 'FREQ', 'INDICATOR', 'REF_AREA', 'POPULATION_GROUP', 'TIME_PERIOD', 'OBS_VALUE', 'OBS_STATUS', 'DECIMALS'];

// "FREQ:INDICATOR:REF_AREA:POPULATION_GROUP:TIME_PERIOD" -> value and status
async function sdmxCsv(year) {
  const [head, ...rows] = lines(await text(`/data/values-${year}.sdmx.csv`)).map((l) => l.split(','));
  const points = new Map();
  assert.deepEqual(head, CSV);
  for (const row of rows) {
    const [structure, id, action, freq, , , , time, value, status, decimals] = row;
    assert.equal(row.length, CSV.length);
    assert.deepEqual([structure, id, action], ['dataflow', 'BALLAST:BAROMETER(1.0)', 'R']);
    assert.match(time, FREQ[freq]);
    assert.ok(status === 'Q' ? value === '' : status === 'P' && /^-?\d+(\.\d+)?$/.test(value), row.join());
    assert.ok((value.split('.')[1] || '').length <= Number(decimals), row.join());
    points.set(row.slice(3, 8).join(':'), `${value} ${status}`);
  }
  assert.equal(points.size, rows.length, 'a point stands once');
  return points;
}

const named = { id: { type: 'string', pattern: '^[A-Za-z0-9_@$-]+$' }, name: { type: 'string', minLength: 1 }, names: { type: 'object' }, description: { type: 'string' }, descriptions: { type: 'object' }, links: { type: 'array' }, annotations: { type: 'array' } };
const object = (properties, required, more = {}) => ({ type: 'object', properties, required, additionalProperties: false, ...more });
const list = (items) => ({ type: 'array', items });
const int = { type: 'integer', minimum: 0 }, ids = list({ type: 'string' });
// A coded value has an id and a name, any other a value; a time is one of these. Of a component a dimension must say its place and its
// values, an attribute what it goes with; a data set what it is a set of.
const value = object({ ...named, value: { type: ['integer', 'number', 'boolean', 'string'] }, start: {}, end: {}, parent: {}, order: int }, [], { oneOf: [{ required: ['id', 'name'] }, { required: ['value'] }] });
const component = (more, required) => object({ ...named, id: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_-]*$' }, roles: ids, format: { type: 'object' }, values: { ...list(value), minItems: 1, uniqueItems: true }, ...more }, ['id', ...required]);
const dimension = component({ keyPosition: int }, ['keyPosition', 'values']), measure = component({ isMandatory: { type: 'boolean' } }, []);
const attribute = component({ isMandatory: { type: 'boolean' }, default: { type: 'string' }, relationship: object({ dataflow: {}, dimensions: { ...ids, minItems: 1 }, observation: { type: 'object', maxProperties: 0 }, primaryMeasure: {}, measures: ids }, []) }, ['relationship']);
const levels = (component, ...names) => object(Object.fromEntries(names.map((n) => [n, list(component)])), []);
const linked = list({ type: 'object', required: ['rel'], anyOf: [{ required: ['href'] }, { required: ['urn'] }], properties: { rel: { type: 'string' }, href: { type: 'string' }, urn: { type: 'string', pattern: '^urn:sdmx:' } } });
const SDMX_JSON = object({
  meta: object({ schema: { type: 'string' }, id: { type: 'string' }, test: { type: 'boolean' }, prepared: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' }, contentLanguages: ids, name: { type: 'string' }, names: { type: 'object' },
    sender: object({ ...named, contacts: { type: 'array' } }, ['id']), receivers: { type: 'array' }, links: { type: 'array' } }, ['id', 'prepared', 'sender']),
  data: object({
    dataSets: list(object({ structure: int, action: { enum: ['Append', 'Replace', 'Delete', 'Information'] }, reportingBegin: {}, reportingEnd: {}, validFrom: {}, validTo: {}, publicationYear: {}, publicationPeriod: {}, annotations: list(int),
      attributes: { type: 'array' }, links: linked, dimensionGroupAttributes: { type: 'object' }, series: { type: 'object' },
      observations: { type: 'object', propertyNames: { pattern: '^\\d+(:\\d+)*$' }, additionalProperties: { type: 'array', items: { type: ['number', 'string', 'integer', 'boolean', 'null', 'array'] } } } }, ['structure', 'action', 'links'])),
    structures: list(object({ ...named, dataSets: list(int), dimensions: levels(dimension, 'dataSet', 'series', 'observation'), measures: levels(measure, 'observation'), attributes: levels(attribute, 'dataSet', 'dimensionGroup', 'series', 'observation') }, ['dimensions', 'measures', 'attributes'])),
  }, ['dataSets', 'structures']),
  errors: { type: 'array' },
}, ['meta']);

async function sdmxJson(year, check) {
  const message = JSON.parse(await text(`/data/values-${year}.sdmx.json`)), points = new Map();
  assert.ok(check(message), JSON.stringify(check.errors, null, 1));
  for (const set of message.data.dataSets) {
    const { dimensions, attributes, measures } = message.data.structures[set.structure], d = dimensions.observation;
    assert.deepEqual(d.map((x) => x.keyPosition), d.map((_, i) => i));
    assert.deepEqual(measures.observation.map((m) => m.id), ['OBS_VALUE']);
    for (const x of d) assert.equal(new Set(x.values.map((y) => y.id ?? y.value)).size, x.values.length, x.id);
    for (const [key, [number, status]] of Object.entries(set.observations)) {
      const at = key.split(':').map(Number);
      assert.equal(at.length, d.length);
      points.set(at.map((k, i) => d[i].values[k].id ?? d[i].values[k].value).join(':'), `${number ?? ''} ${attributes.observation[0].values[status].id}`);
    }
  }
  return points;
}

test('SDMX-CSV, SDMX-JSON and the table say the same, each in its form', async () => {
  const check = new Ajv({ allErrors: false, strict: false }).compile(SDMX_JSON), year = new Date(Date.now() + 8 * 3600000).getUTCFullYear();
  for (let y = year; y > year - YEARS; y--) {
    const csv = await sdmxCsv(y), json = await sdmxJson(y, check), table = lines(await text(`/data/values-${y}.csv`)).slice(1);
    assert.ok(csv.size > 1000);
    assert.equal(table.length, csv.size);
    assert.equal(json.size, csv.size);
    for (const [key, said] of json) assert.equal(Number(said.split(' ')[0]), Number(csv.get(key)?.split(' ')[0]), key);
    for (const [key, said] of json) assert.equal(said.split(' ')[1], csv.get(key).split(' ')[1], key);
    for (const line of table) {
      const [indicator, period, area, group, number] = line.split(','), freq = period.length === 4 ? 'A' : period.endsWith('ytd') ? 'I' : 'M';
      const key = [freq, indicator, area, group || '_T', freq === 'I' ? `${period.slice(0, 4)}-01-01/P${Number(period.slice(5, 7))}M` : period].join(':');
      assert.equal(csv.get(key)?.split(' ')[0], number, key);
    }
  }
  const [set] = JSON.parse(await text(`/data/values-${year}.sdmx.json`)).data.dataSets;
  assert.equal(check({ meta: { id: 'x', prepared: '2026-01-01T00:00:00Z', sender: { id: 'X' } }, data: { dataSets: [{ ...set, extra: 1 }], structures: [] } }), false);
});
