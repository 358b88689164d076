// Bundles the page's script and style into dist, where the C# project embeds them: npm ci && npm run build.
// libraries.json lists what of others is in them, as the package's bill of materials does (cyclonedx.org).
// The first line of each says what it was made of, so that a test sees when that has changed.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const sources = ['build.mjs', 'package-lock.json', ...tree('script'), ...tree('style')].sort();
const hash = createHash('sha256');
for (const source of sources)
  hash.update(source + '\n').update(readFileSync(join(here, source), 'utf8').replaceAll('\r\n', '\n'));

const scripts = ['@dagrejs/dagre', '@dagrejs/graphlib', 'svg-pan-zoom'];
const fonts = ['@fontsource-variable/inter'];
await bundle('script/main.js', 'report.js', scripts.map(notice));
await bundle('style/main.css', 'report.css', fonts.map(notice));
const { packages } = JSON.parse(readFileSync(join(here, 'package-lock.json'), 'utf8'));
writeFileSync(join(here, 'libraries.json'), JSON.stringify([...scripts, ...fonts].map(component), null, 2) + '\n');

function tree(folder) {
  return readdirSync(join(here, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(here.length + 1).replaceAll('\\', '/'));
}

function notice(name) {
  const folder = join(here, 'node_modules', name);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `${name} ${version}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}`;
}

function component(name) {
  const { version, license, integrity } = packages[`node_modules/${name}`];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm, digest] = integrity.split('-');
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    hashes: [{ alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex').toUpperCase() }],
    licenses: [{ license: { id: license } }],
    purl,
  };
}

async function bundle(entry, name, notices) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    format: 'iife',
    target: ['es2022', 'chrome110', 'firefox115', 'safari16.4'],
    legalComments: 'none',
    loader: { '.woff2': 'dataurl' },
  });
  const text = `/* ${hash.copy().digest('hex')} */\n/*!\n${notices.join('\n\n---\n\n').replaceAll('*/', '* /')}\n*/\n${result.outputFiles[0].text}`;
  writeFileSync(join(here, 'dist', name), text.replaceAll('\r\n', '\n'));
}
