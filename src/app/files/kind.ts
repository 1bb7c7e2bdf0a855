export type FileKind = 'document' | 'weights' | 'data';

/** What a file is for, by its name: the rest is found out by reading it. */
export function kindOfFile(name: string): FileKind {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (ending === 'json') return 'document';
  return ending === 'safetensors' ? 'weights' : 'data';
}
