import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { LabError } from '../../../src/engine/core/lab-error.ts';
import type { Session } from '../../../src/engine/core/session.ts';
import type { TelemetryMessage } from '../../../src/engine/core/telemetry.ts';
import type { Plan } from '../../../src/engine/graph/plan.ts';
import { createLab } from '../../../src/worker/lab.ts';
import type { RunDevice } from '../../../src/worker/run-device.ts';

/**
 * A device that computes like the reference until a test takes it away: then everything on it
 * fails, as on a lost GPU.
 */
class LosableDevice implements RunDevice {
	readonly kind = 'gpu';
	readonly name: string;
	isLost = false;
	isDisposed = false;
	/** Called before every run of a segment, so that a test can take the device away there. */
	onRun: (segment: string) => void = () => undefined;
	/** Every read waits for it. */
	beforeRead: () => Promise<void> = () => Promise.resolve();
	openSessions = 0;
	/**
	 * Calls to a disposed session. On a GPU such a call is an error that makes the device unusable.
	 */
	readonly misuses: string[] = [];

	constructor(name: string) {
		this.name = name;
	}

	check(): void {
		// Every toy size is within these limits.
	}

	open(plan: Plan): Promise<Session> {
		if (this.isLost) return Promise.reject(lost());
		const session = new ReferenceSession(plan);
		this.openSessions += 1;
		let isOpen = true;
		const use = (what: string) => {
			if (!isOpen) this.misuses.push(what);
		};
		return Promise.resolve({
			run: (segment, count) => {
				use(segment);
				for (let i = 0; i < count; i++) {
					this.onRun(segment);
					session.run(segment, 1);
				}
			},
			runInParts: (segment, parts) => {
				use(segment);
				this.onRun(segment);
				return session.runInParts(segment, parts);
			},
			write: (name, data) => {
				use(name);
				session.write(name, data);
			},
			read: async (requests) => {
				use('read');
				await this.beforeRead();
				if (this.isLost) throw lost();
				return session.read(requests);
			},
			dispose: () => {
				if (isOpen) this.openSessions -= 1;
				isOpen = false;
				session.dispose();
			}
		});
	}

	dispose(): void {
		this.isDisposed = true;
	}
}

const lost = () => new LabError('device-lost', 'the GPU device was lost (unknown)');

/** The worker's commands with devices that a test can take away, and all messages to the page. */
export function createFakeLab() {
	const devices: LosableDevice[] = [];
	const messages: TelemetryMessage[] = [];
	const opened: { prepare: (device: LosableDevice) => void; failures: LabError[] } = {
		prepare: () => undefined,
		failures: []
	};
	const host = {
		gpu: undefined,
		loadShaders: () => Promise.resolve({}),
		now: () => performance.now(),
		yield: () => new Promise<void>((resolve) => setImmediate(resolve)),
		wait: () => Promise.resolve()
	};
	const lab = createLab(host, () => {
		const failure = opened.failures.shift();
		if (failure !== undefined) return Promise.reject(failure);
		const device = new LosableDevice(`device ${String(devices.length + 1)}`);
		devices.push(device);
		opened.prepare(device);
		return Promise.resolve(device);
	});
	const { port1, port2 } = new MessageChannel();
	lab.connect(port2);
	port1.onmessage = ({ data }: MessageEvent<TelemetryMessage>) => {
		messages.push(data);
		if (data.type === 'frame') port1.postMessage({ acknowledge: data.id });
	};
	return {
		lab,
		devices,
		messages,
		opened,
		statuses: () => messages.flatMap((m) => (m.type === 'status' ? [m.status] : [])),
		frames: () => messages.flatMap((m) => (m.type === 'frame' ? [m] : [])),
		close() {
			port1.close();
			port2.close();
		}
	};
}

export type FakeLab = ReturnType<typeof createFakeLab>;

/** Train losses by step as the page keeps them: cut back where a frame says so. */
export function lossesOf(fake: FakeLab, run: number): readonly number[] {
	const losses: number[] = [];
	for (const frame of fake.frames()) {
		if (frame.run !== run) continue;
		if (frame.truncateTo !== undefined) losses.length = Math.min(losses.length, frame.truncateTo);
		frame.train.step.forEach((step, i) => {
			losses[step] = frame.train.loss[i] ?? NaN;
		});
	}
	return losses;
}
