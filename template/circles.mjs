// Finds circles among the Rust files: files that import each other, directly or through others. Fails if there is one.
//
// It reads `use` lines and paths, follows re-exports to the file that defines a name, and skips unit tests and comments. The `mod` lines
// of a parent, and its re-exports of its own children, do not count as imports.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const IDENT = '[A-Za-z_][A-Za-z0-9_]*';

// --- Reading -----------------------------------------------------------------------------------------------------------------

/** Returns the code of a file without comments, strings, and the unit tests at its end. */
function codeOf(text) {
  const code = text.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\br(#*)"[\s\S]*?"\1|"(?:\\[\s\S]|[^"\\])*"|'(?:\\.|[^'\\])'/g,
    found => (found.startsWith('/') ? ' ' : '""'),
  );
  const tests = code.search(/#\[cfg\(test\)\]\s*mod\s+tests\s*\{/);
  return tests < 0 ? code : code.slice(0, tests);
}

/** Splits `a::{b, c::{self, D as E}}` into paths: [['a','b'], ['a','c'], ['a','c','D']], each with the name that it gets. */
function pathsOf(tree, prefix = []) {
  const text = tree.trim();
  if (!text) return []; // behind a comma at the end of a list
  const brace = text.indexOf('{');
  if (brace < 0) {
    const [path, alias] = text.split(/\s+as\s+/);
    const segments = [...prefix, ...path.split('::').map(part => part.trim()).filter(Boolean)];
    if (segments.at(-1) === 'self' && segments.length > 1) segments.pop();
    return segments.length ? [{ segments, name: alias?.trim() ?? segments.at(-1) }] : [];
  }
  const inner = [...prefix, ...text.slice(0, brace).split('::').map(part => part.trim()).filter(Boolean)];
  const parts = [];
  let depth = 0, from = brace + 1;
  for (let at = brace + 1; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && depth-- === 0) { parts.push(text.slice(from, at)); break; }
    else if (text[at] === ',' && depth === 0) { parts.push(text.slice(from, at)); from = at + 1; }
  }
  return parts.flatMap(part => pathsOf(part, inner));
}

function readModule(crate, file, path, modules) {
  const code = codeOf(readFileSync(file, 'utf8'));
  const module = { crate, file: relative(root, file), path, code, children: new Map(), uses: [] };
  modules.push(module);
  for (const [, isPublic, tree] of code.matchAll(/\b(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);/g)) {
    for (const use of pathsOf(tree.replace(/\s+/g, ' '))) module.uses.push({ ...use, isPublic: Boolean(isPublic) });
  }
  const isRoot = path.length === 0;
  const folder = isRoot ? dirname(file) : file.replace(/\.rs$/, '');
  for (const [, name] of code.matchAll(new RegExp(`\\bmod\\s+(${IDENT})\\s*;`, 'g'))) {
    const child = join(folder, `${name}.rs`);
    if (existsSync(child)) module.children.set(name, readModule(crate, child, [...path, name], modules));
  }
  module.parentOf = new Set(module.children.values());
  for (const child of module.children.values()) child.parent = module;
  return module;
}

/** Returns the crates of the workspace: their root files, and the names by which others import them. */
function crates() {
  const found = [{ name: 'app', file: 'src/lib.rs' }];
  const folder = join(root, 'crates');
  if (existsSync(folder)) for (const name of readdirSync(folder)) found.push({ name, file: `crates/${name}/src/lib.rs` });
  return found.filter(crate => existsSync(join(root, crate.file)));
}

// --- Resolving ---------------------------------------------------------------------------------------------------------------

/** Returns the module whose file defines what a path names, or `undefined` for external crates and for local names. */
function resolve(roots, from, segments, seen = new Set()) {
  let [first, ...rest] = segments;
  let at;
  if (first === 'crate') at = roots.get(from.crate);
  else if (first === 'self') at = from;
  else if (first === 'super') {
    at = from.parent;
    while (rest[0] === 'super') { at = at?.parent; rest = rest.slice(1); }
  } else if (from.children.has(first)) at = from.children.get(first);
  else {
    const use = from.uses.find(use => use.name === first && use.segments[0] !== first);
    const key = use && `${from.file} ${first}`;
    if (use && !seen.has(key)) return resolve(roots, from, [...use.segments, ...rest], new Set([...seen, key]));
    if (!roots.has(first)) return undefined;
    at = roots.get(first);
  }
  for (const [index, name] of rest.entries()) {
    if (!at) return undefined;
    if (at.children.has(name)) { at = at.children.get(name); continue; }
    const use = at.uses.find(use => use.name === name && use.isPublic);
    const key = use && `${at.file} ${name}`;
    if (use && !seen.has(key)) return resolve(roots, at, [...use.segments, ...rest.slice(index + 1)], new Set([...seen, key])) ?? at;
    break;
  }
  return at;
}

/** Returns what a file imports: the other files, each with the imported names. */
function importsOf(roots, module) {
  const imports = new Map();
  const take = segments => {
    const target = resolve(roots, module, segments);
    if (!target || target === module) return;
    if (!imports.has(target.file)) imports.set(target.file, new Set());
    imports.get(target.file).add(segments.at(-1));
  };
  for (const use of module.uses) {
    const isContents = use.isPublic && module.children.has(use.segments[0] === 'self' ? use.segments[1] : use.segments[0]);
    if (!isContents) take(use.segments);
  }
  const body = module.code.replace(/\b(pub(?:\([^)]*\))?\s+)?use\s+[^;]+;/g, ' ');
  for (const [path] of body.matchAll(new RegExp(`(?<![:A-Za-z0-9_$])${IDENT}(?:::${IDENT})+`, 'g'))) take(path.split('::'));
  return imports;
}

// --- Circles -----------------------------------------------------------------------------------------------------------------

/** Returns the strongly connected components of more than one file (Tarjan's algorithm). */
function circles(graph) {
  const index = new Map(), low = new Map(), stack = [], found = [];
  const visit = node => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const next of graph.get(node)?.keys() ?? []) {
      if (!index.has(next)) { visit(next); low.set(node, Math.min(low.get(node), low.get(next))); }
      else if (stack.includes(next)) low.set(node, Math.min(low.get(node), index.get(next)));
    }
    if (low.get(node) === index.get(node)) {
      const circle = stack.splice(stack.indexOf(node));
      if (circle.length > 1) found.push(circle.sort());
    }
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

const modules = [], roots = new Map();
for (const { name, file } of crates()) roots.set(name, readModule(name, join(root, file), [], modules));
const graph = new Map(modules.map(module => [module.file, importsOf(roots, module)]));
const arrows = [...graph.values()].reduce((sum, imports) => sum + imports.size, 0);
if (arrows < modules.length) {
  console.error(`${modules.length} files import each other only ${arrows} times: does this script still read them?`);
  process.exit(1);
}
const found = circles(graph);
for (const circle of found) {
  console.error(`A circle of ${circle.length} files:`);
  for (const from of circle)
    for (const to of circle)
      if (graph.get(from).has(to)) console.error(`  ${from} -> ${to}: ${[...graph.get(from).get(to)].sort().join(', ')}`);
}
if (found.length) {
  console.error('Move what both need into a third file, or pass it as an argument.');
  process.exit(1);
}
console.log(`No circles among ${modules.length} files and ${arrows} imports.`);
