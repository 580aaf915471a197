import { expect, test } from 'vitest';
import { differenceWords } from '../../../../../src/app/panels/curves/ghosts.ts';
import { liveRun } from '../../../../../src/app/state/run/labeled-run.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';
import { withValue } from '../../../../../src/config/config.ts';
import { frame } from '../lab/fake-client.ts';

const config = configOf('quick-start');

function makeRun() {
	return liveRun({ config, running: undefined }, () => new Promise(() => undefined));
}

function train(run: ReturnType<typeof makeRun>, step: number): void {
	const evaluations = {
		step: Float64Array.of(0, step),
		columns: { test_loss: Float64Array.of(4, step) },
		vectors: { power: [Float64Array.of(1), Float64Array.of(2)] }
	};
	run.receive({ run: 0, ...frame(step), evaluations });
}

test('a run that ends for a new one keeps its curves, without measures per frequency', () => {
	const run = makeRun();
	run.clear();
	expect(run.kept.list).toEqual([]);
	train(run, 10);
	const { evaluations } = run;
	run.clear();
	train(run, 20);
	const [kept] = run.kept.list;
	expect(kept?.run.evaluations).toBe(evaluations);
	expect(kept?.run.evaluations.last('test_loss')).toBe(10);
	expect(kept?.run.vectors.ids).toEqual([]);
	expect(kept?.run.step).toBe(10);
	expect(run.evaluations.last('test_loss')).toBe(20);
});

test('the three latest runs are kept, and each can be hidden and removed', () => {
	const run = makeRun();
	for (const step of [10, 20, 30, 40]) {
		train(run, step);
		run.clear();
	}
	expect(run.kept.list.map((kept) => kept.run.step)).toEqual([20, 30, 40]);
	const number = run.kept.list[1]?.number ?? 0;
	run.kept.toggle(number);
	expect(run.kept.list.map(({ isDrawn }) => isDrawn)).toEqual([true, false, true]);
	run.kept.remove(number);
	expect(run.kept.list.map((kept) => kept.run.step)).toEqual([20, 40]);
});

test('a recorded run that ends is not kept', () => {
	const run = makeRun();
	run.status = { state: 'replay', isPlaying: false, isAtEnd: true };
	train(run, 10);
	run.clear();
	expect(run.kept.list).toEqual([]);
});

test('an earlier run is named by the settings that it was trained with otherwise', () => {
	const other = withValue(withValue(config, 'weight_decay', 0), 'steps', 50);
	expect(differenceWords(config, other)).toBe('weight decay 2 → 0');
	expect(differenceWords(config, withValue(config, 'steps', 50))).toBe('same settings');
	const many = ['lr', 'frac_train'].reduce((changed, key) => withValue(changed, key, 0.5), other);
	expect(differenceWords(config, many)).toMatch(/, .* → .* and \d more$/);
});
