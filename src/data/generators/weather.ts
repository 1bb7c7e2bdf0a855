import { type Stream, stream } from '../../random';
import { type Series, seriesDataset, seriesSpec, standardised } from '../kinds/series';
import { readInt } from '../options';
import { pacer } from '../pace';
import type { Generator, Options } from '../types';

const options = {
  readings: {
    kind: 'int',
    label: 'Readings',
    doc: 'Length of the series; eight readings are a day. The last tenth tests, the tenth before it validates.',
    default: 12_000,
    min: 2_000,
    max: 100_000,
  },
  horizon: {
    kind: 'int',
    label: 'Horizon',
    doc: 'P, readings to be forecast: eight are the next day.',
    default: 8,
    min: 1,
    max: 64,
  },
  noise: {
    kind: 'int',
    label: 'Noise',
    doc: 'How much of the weather is chance, in hundredths of what is usual.',
    default: 100,
    min: 0,
    max: 400,
  },
} as const;

const COLUMNS = ['temperature', 'pressure', 'humidity', 'wind'] as const;
const DAY = 8;
const YEAR = 365.25 * DAY;

/** Readings of a made-up station: seasons, days, fronts that pass, and a slow warming. */
function station(random: Stream, noise: number) {
  let high = 0;
  let change = 0;
  let cloud = 0;
  let drift = 0;
  let before = 0;
  return (t: number): readonly number[] => {
    // Highs and lows swing with a period of some days, pushed by chance.
    change = 0.86 * change - 0.035 * high + noise * 0.75 * random.normal();
    high += change;
    cloud = 0.9 * cloud - 0.06 * before + noise * 0.25 * random.normal();
    drift = 0.97 * drift + noise * 0.35 * random.normal();
    before = high;
    const summer = -Math.cos((2 * Math.PI * t) / YEAR);
    const noon = -Math.cos((2 * Math.PI * t) / DAY);
    const clear = 1 / (1 + Math.exp(2 * cloud));
    // Clear days are warm and clear nights cold; a high brings warmth in summer and cold in winter.
    const day = (1 + 7 * clear + summer) * noon;
    const temperature = 9 + 6 * summer + day + 0.3 * high * summer - 0.6 * change + drift + (0.3 * t) / YEAR;
    const humidity = 75 - 12 * summer - 2 * day + 14 * (0.5 - clear) * 2 + noise * 2 * random.normal();
    const wind = 4 + 1.6 * Math.abs(change) + 0.8 * noon + noise * 0.6 * Math.abs(random.normal());
    return [temperature, 1013 + 1.6 * high, Math.min(100, Math.max(15, humidity)), wind];
  };
}

const spec = (chosen: Options, length: number | undefined) =>
  seriesSpec({
    title: 'Weather',
    columns: COLUMNS,
    target: 'temperature',
    length,
    horizon: readInt(options, chosen, 'horizon'),
  });

export const weather: Generator = {
  id: 'weather',
  kind: 'series',
  title: 'Weather',
  doc:
    'Temperature, pressure, humidity and wind of a made-up station every three hours, to forecast the temperature. Days and ' +
    'years come round, it warms slowly, and fronts pass: how warm noon will be depends on the clouds of the last days and ' +
    'on where the pressure is going, so repeating the last day is not the best forecast.',
  options,
  spec,
  async make(chosen, seed, length, progress) {
    const random = stream(seed, 'weather');
    const count = readInt(options, chosen, 'readings');
    const next = station(random, readInt(options, chosen, 'noise') / 100);
    const tick = pacer(progress, count, 'readings');
    const values = new Float32Array(count * COLUMNS.length);
    // Not always the first of January.
    const first = random.int(Math.floor(YEAR));
    for (let i = 0; i < count; i++) {
      values.set(next(first + i), i * COLUMNS.length);
      const pause = tick(i + 1);
      if (pause) await pause;
    }
    const held = Math.floor(count / 10);
    const train = count - 2 * held;
    const all = standardised(values, COLUMNS.length, train);
    const stretch = (from: number, to: number): Series => ({
      count: to - from,
      values: all.subarray(from * COLUMNS.length, to * COLUMNS.length),
    });
    return seriesDataset(spec(chosen, length), {
      train: stretch(0, train),
      validation: stretch(train, train + held),
      test: stretch(train + held, count),
    });
  },
};
