import { Image, Shapes } from 'lucide-react';
import { useState } from 'react';
import { useDocument } from '../../editor';
import { Button, cx, Segmented } from '../../ui';
import { attempt } from '../actions';
import { useWorkspace } from '../context';
import { download, fileName } from '../files/download';
import { dataUrl, openPicture, type PictureTheme, pngOf } from '../files/picture';

const THEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'transparent', label: 'Transparent' },
] as const satisfies readonly { readonly value: PictureTheme; readonly label: string }[];

/** The graph that is open as a picture, for a paper or a page. */
export function PictureExport() {
  const workspace = useWorkspace();
  const { editor } = workspace;
  const [theme, setTheme] = useState<PictureTheme>('light');
  const name = useDocument(({ document, scope }) => {
    const module = document.modules.find(({ id }) => id === scope);
    return module?.name ?? document.meta.name;
  });
  const empty = useDocument((state) => state.views.nodes.size === 0);
  const save = (ending: 'svg' | 'png') =>
    void attempt(workspace, async () => {
      const picture = openPicture(editor, theme);
      if (ending === 'svg') download(fileName(name, 'svg'), picture.svg, 'image/svg+xml');
      else download(fileName(name, 'png'), await pngOf(picture), 'image/png');
    });
  return (
    <section aria-label="Picture" className="space-y-1.5">
      <h3 className="font-semibold">Picture</h3>
      <p className="text-sm text-muted">The graph that is open on the canvas, all of it, drawn as it stands.</p>
      <Segmented label="Colours of the picture" value={theme} options={THEMES} onChange={setTheme} />
      {!empty && (
        <img
          alt={`The graph of ${name}`}
          src={dataUrl(openPicture(editor, theme).svg)}
          className={cx(
            'max-h-48 w-full rounded-md border border-line object-contain',
            theme === 'transparent' && 'bg-white',
          )}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" icon={Shapes} disabled={empty} onClick={() => save('svg')}>
          Download SVG
        </Button>
        <Button size="sm" icon={Image} disabled={empty} onClick={() => save('png')}>
          Download PNG
        </Button>
      </div>
    </section>
  );
}
