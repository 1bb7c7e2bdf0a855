import { useMemo, useState } from 'react';
import { decoderOf } from '../../check';
import { setTraining } from '../../document';
import { useDocument } from '../../editor';
import { AttentionPanel, type Generation, SamplesPanel, ValuesPanel } from '../../panels';
import { showProblem } from '../../problem';
import { useRun, useWorkspace } from '../context';
import { fieldsOf, type Probe, probeFields } from './probe';

function useProbe() {
  const { editor } = useWorkspace();
  const graph = useDocument((state) => state.document.graph);
  const data = useDocument((state) => state.document.data);
  const fields = useDocument((state) => state.document.training.probe);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts of the document that the probe depends on.
  const probe = useMemo(() => probeFields(editor.document.getState().document), [editor, graph, data, fields]);
  const onProbeChange = (node: string, name: string, value: string) => {
    const { document } = editor.document.getState();
    const { training } = document;
    const own = { ...fieldsOf(probe, node), ...training.probe[node], [name]: value };
    editor.edit(setTraining(document, { ...training, probe: { ...training.probe, [node]: own } }));
  };
  return { probe, onProbeChange };
}

export function AttentionDock() {
  const { run } = useWorkspace();
  const { probe, onProbeChange } = useProbe();
  return (
    <AttentionPanel probe={run.probe} fields={probe.entries} problems={probe.problems} onProbeChange={onProbeChange} />
  );
}

export function ValuesDock() {
  const { run } = useWorkspace();
  const { probe, onProbeChange } = useProbe();
  return (
    <ValuesPanel probe={run.probe} fields={probe.entries} problems={probe.problems} onProbeChange={onProbeChange} />
  );
}

export function SamplesDock() {
  const { run } = useWorkspace();
  const { probe, onProbeChange } = useProbe();
  const writing = useWriting(probe);
  return (
    <SamplesPanel
      probe={run.probe}
      fields={probe.entries}
      problems={probe.problems}
      onProbeChange={onProbeChange}
      {...writing}
    />
  );
}

/** α of Wu et al. (arXiv 1609.08144): what they and most after them use. */
const LENGTH_PENALTY = 0.6;

/** Letting the model write: on from a text, or from a source alone. */
function useWriting(probe: Probe) {
  const { run } = useWorkspace();
  const graph = useDocument((state) => state.check.graph);
  const decoder = useMemo(() => graph && decoderOf(graph), [graph]);
  const hasWeights = useRun((view) => view.hasWeights);
  const generated = useRun((view) => view.generated);
  const [asked, setAsked] = useState<Readonly<Record<string, string>>>({});
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [beams, setBeams] = useState(1);
  const [options, setOptions] = useState({ temperature: 0.8, topK: 0, topP: 1, maxLength: 200, seed: 1 });
  if (!decoder) return {};
  const own = fieldsOf(probe, decoder.data.id);
  const [field = 'text', first = ''] = Object.entries(own)[0] ?? [];
  const prompt = asked[field] ?? first;
  const blocked = hasWeights ? failure : 'Train the model first; it writes with the weights it has.';

  const write = async (temperature: number) => {
    setRunning(true);
    setFailure(undefined);
    run.view.setState({ generated: '' });
    const { maxLength, ...sampling } = options;
    const answer = await run.ask({
      kind: 'generate',
      fields: { ...own, [field]: prompt },
      options: {
        ...sampling,
        temperature,
        length: maxLength,
        ...(temperature === 0 ? { beams, lengthPenalty: LENGTH_PENALTY } : {}),
      },
    });
    setRunning(false);
    if (answer.kind === 'generate') run.view.setState({ generated: answer.text });
    else if (answer.kind === 'problems') setFailure(answer.problems.map(showProblem).join('\n'));
  };

  if (decoder.given.length > 0) {
    return {
      decoding: {
        source: prompt,
        onSource: (source: string) => setAsked({ [field]: source }),
        running,
        result: generated === '' ? undefined : generated,
        onDecode: () => void write(0),
        onStop: () => run.send({ type: 'stop-generating' }),
        beams,
        onBeams: setBeams,
        blocked,
      },
    };
  }
  const generation: Generation = {
    settings: { prompt, ...options },
    onSettings: ({ prompt: text, ...rest }) => {
      setAsked({ [field]: text });
      setOptions(rest);
      setFailure(undefined);
    },
    running,
    text: generated,
    next: nextOf(run.probe.get()?.predictions.find(({ output }) => output === decoder.output)),
    onGenerate: () => void write(options.temperature),
    onStop: () => run.send({ type: 'stop-generating' }),
    blocked,
  };
  return { generation };
}

type Prediction = NonNullable<
  ReturnType<ReturnType<typeof useWorkspace>['run']['probe']['get']>
>['predictions'][number];

/** What would follow the probe example. */
const nextOf = (prediction: Prediction | undefined) => prediction?.positions?.at(-1)?.candidates ?? [];
