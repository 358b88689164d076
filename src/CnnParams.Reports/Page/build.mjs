// Bundles the page's script and style into dist, where the C# project embeds them: npm ci && npm run build.
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

const licences = ['@dagrejs/dagre', '@dagrejs/graphlib', 'svg-pan-zoom'].map((name) => notice(name));
await bundle('script/main.js', 'report.js', licences);
await bundle('style/main.css', 'report.css', [notice('@fontsource-variable/inter')]);

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
