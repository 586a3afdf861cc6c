// dmn.test.mjs: every policy opens in another DMN tool. Each file of data/policies, exported as DMN 1.3, is opened in dmn-js:
// the diagram, each decision table, each literal expression, without a warning. Then dmn-js saves it, and what Ballast reads
// of that is byte for byte what it had written: the envelope, the tables, the requirements.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from './site.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DIST = fileURLToPath(new URL('./node_modules/dmn-js/dist/', import.meta.url));
const STYLES = ['dmn-js-shared', 'dmn-js-drd', 'dmn-js-decision-table', 'dmn-js-decision-table-controls', 'dmn-js-literal-expression', 'diagram-js'];
const ballast = (...args) => execFileSync(process.env.BALLAST, ['policy', ...args], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
const count = (xml, what) => (xml.match(what) || []).length;

// The envelope: every element of its namespace with its attributes, in order.
export function envelope(xml) {
  const parts = [];
  for (const [, element, rest] of xml.matchAll(/<(\w+) xmlns="urn:ballast:policy:1"([^>]*)>/g)) parts.push(element + rest);
  assert.ok(parts.length > 2, 'there is an envelope');
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

let browser, page, dir;
before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'dmn-'));
  browser = await launch();
  page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
  page.complaints = [];
  // dmn-js is shipped with the development build of its renderer, which says so once
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type()) && !/development build of Inferno/.test(m.text())) page.complaints.push(m.text()); });
  page.on('pageerror', (e) => page.complaints.push(String(e)));
  await page.setContent('<!doctype html><title>dmn-js</title><div id="canvas" style="height: 900px"></div>');
  for (const s of STYLES) await page.addStyleTag({ path: `${DIST}assets/${s}.css` });
  await page.addScriptTag({ path: `${DIST}dmn-modeler.production.min.js` });
  await page.evaluate(() => { window.modeler = new window.DmnJS({ container: '#canvas' }); });
});
after(async () => { await browser?.close(); if (dir) rmSync(dir, { recursive: true }); });

async function opened(xml) {
  return page.evaluate(async (text) => {
    const { warnings } = await window.modeler.importXML(text, { open: false });
    const said = warnings.map((w) => w.message);
    const views = [];
    for (const view of window.modeler.getViews()) {
      const answer = await window.modeler.open(view);
      said.push(...answer.warnings.map((w) => `${view.type} ${view.id}: ${w.message}`));
      const viewer = window.modeler.getActiveViewer();
      const registry = viewer.get('elementRegistry', false);
      const elements = registry ? (registry.getAll ? registry.getAll() : Object.values(registry._elements || {})) : [];
      views.push({ type: view.type, id: view.id, shapes: elements.filter((e) => e.parent && !e.waypoints && !e.labelTarget).length, edges: elements.filter((e) => e.waypoints).length,
        cells: document.querySelectorAll('#canvas td').length, text: document.querySelector('#canvas').innerText.length });
    }
    return { said, views, saved: (await window.modeler.saveXML({ format: true })).xml };
  }, xml);
}

for (const file of readdirSync(join(ROOT, 'data/policies')).filter((f) => f.endsWith('.dmn')).sort()) {
  test(file, async () => {
    const xml = ballast('export', '--dmn', '1.3', `data/policies/${file}`);
    const { said, views, saved } = await opened(xml);
    assert.deepEqual([...said, ...page.complaints.splice(0)], []);
    const drd = views.filter((v) => v.type === 'drd');
    assert.equal(drd.length, 1);
    assert.equal(drd[0].shapes, count(xml, /<dmndi:DMNShape/g), 'shapes drawn');
    assert.equal(drd[0].edges, count(xml, /<dmndi:DMNEdge/g), 'edges drawn');
    assert.equal(views.filter((v) => v.type === 'decisionTable').length, count(xml, /<decisionTable/g));
    assert.ok(views.filter((v) => v.type === 'decisionTable').every((v) => v.cells > 0), 'cells shown');
    assert.ok(views.filter((v) => v.type === 'literalExpression').every((v) => v.text > 0), 'expressions shown');
    const path = join(dir, file);
    writeFileSync(path, saved);
    ballast('check', '--dictionary', 'data/facts.tsv', path);
    const again = ballast('export', '--dmn', '1.3', path);
    assert.equal(envelope(again), envelope(xml));
    assert.equal(again, xml);
  });
}
