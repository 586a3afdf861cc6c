/* policy.mjs: the yardstick table of bench/policy in feelin (a FIRST loop over
 * unaryTest, as it has no tables) and json-logic-js: decisions a CPU-second. */
import { unaryTest } from 'feelin';
import jsonLogic from 'json-logic-js';

const columns = ['类别', '登记月数', '带动人数', '社保月数', '已领取'];
const rules = [
  ['"毕业生"', '[12..36]', '>=3', '>=6', '0', 15000], ['"毕业生"', '[12..36]', '-', '>=6', '0', 10000],
  ['"登记失业"', '[12..36]', '>=3', '>=6', '0', 12000], ['"登记失业"', '[12..36]', '-', '>=6', '0', 8000],
  ['"退役军人"', '[12..36]', '>=3', '>=6', '0', 12000], ['"退役军人"', '[12..36]', '-', '>=6', '0', 8000],
  ['"返乡农民工"', '[12..36]', '-', '>=3', '0', 6000], ['-', '>60', '-', '-', '-', 0], ['-', '<12', '-', '-', '-', 0], ['-', '-', '-', '-', '-', 0]];
const kinds = ['毕业生', '登记失业', '退役军人', '返乡农民工', '其他'];

function person(r) { return [kinds[r % 5], Math.floor(r / 5) % 72, Math.floor(r / 360) % 6, Math.floor(r / 2160) % 24, Math.floor(r / 51840) % 3 === 0 ? 1 : 0]; }

function feelin(p) {
  for (const rule of rules) {
    let fires = true;
    for (let c = 0; fires && c < columns.length; c++) {
      if (rule[c] === '-') continue;
      const v = unaryTest(rule[c], { '?': p[c] });
      fires = (v && typeof v === 'object' && 'value' in v ? v.value : v) === true;
    }
    if (fires) return rule[5];
  }
  return 0;
}

/* A cell as a condition. */
function condition(cell, name) {
  const v = { var: name };
  if (cell === '-') return true;
  if (cell[0] === '"') return { '===': [v, JSON.parse(cell)] };
  const range = /^\[(\d+)\.\.(\d+)\]$/.exec(cell);
  if (range) return { '<=': [Number(range[1]), v, Number(range[2])] };
  const test = /^(>=|<=|>|<)?(\d+)$/.exec(cell);
  return { [test[1] ?? '===']: [v, Number(test[2])] };
}
const logic = { if: rules.flatMap(r => [{ and: columns.map((c, i) => condition(r[i], c)) }, r[5]]) };
function json_logic(p) { return jsonLogic.apply(logic, Object.fromEntries(columns.map((c, i) => [c, p[i]]))); }

function measure(name, decide, n) {
  let seed = 1, yes = 0;
  const start = process.cpuUsage();
  for (let i = 0; i < n; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    yes += decide(person(seed >>> 8)) > 0 ? 1 : 0;
  }
  const used = process.cpuUsage(start), seconds = (used.user + used.system) / 1e6;
  console.log(`${name}\t${Math.round(n / seconds)}\t${yes}`);
}
measure('feelin', feelin, 1000);
measure('json-logic-js', json_logic, 50000);
