// Writes name.br beside each file that is named on the command line.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";

for (const name of process.argv.slice(2)) writeFileSync(`${name}.br`, brotliCompressSync(readFileSync(name)));
