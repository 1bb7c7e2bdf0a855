import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, it } from 'vitest';
import { DocumentSchema } from '../../src/document';

it('the published JSON Schema is the schema the program uses', async () => {
  const schema = toJsonSchema(DocumentSchema, { errorMode: 'ignore' });
  const published = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Wireformer document', ...schema };
  await expect(`${JSON.stringify(published, undefined, 2)}\n`).toMatchFileSnapshot('../../docs/document.schema.json');
});
