import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/validators.ts', 'src/document.ts'],
  format: ['esm', 'cjs'],
  target: 'node22',
  dts: true,
  clean: true,
})
