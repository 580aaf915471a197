import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';

/** Smallest side of a target in pixels, after WCAG 2.5.8. */
const TARGET = 24;
/** Rounding of boxes, and letters that extend beyond their line. */
const SLACK = 2;

/** Rules of axe about colors, which are all that a change of the theme can break. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

/** Serious and critical violations, as "id at selector". @param rules all of them, or those about colors */
export async function violationsOf(
	page: Page,
	rules: 'all' | 'colors' = 'all'
): Promise<readonly string[]> {
	const builder = new AxeBuilder({ page });
	if (rules === 'colors') builder.withRules(COLOR_RULES);
	const { violations } = await builder.analyze();
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
}

/**
 * What is wrong with the boxes of the current page: text that is cut off or lies over other text,
 * targets that are too small, and a page that scrolls sideways.
 */
export function boxFlaws(page: Page): Promise<readonly string[]> {
	return page.evaluate(findBoxFlaws, { target: TARGET, slack: SLACK });
}

interface Sizes {
	readonly target: number;
	readonly slack: number;
}

/** Runs in the page, so that everything it calls is inside it. */
function findBoxFlaws({ target, slack }: Sizes): readonly string[] {
	interface Piece {
		readonly element: Element;
		readonly words: string;
		readonly box: DOMRect;
	}
	const flaws: string[] = [];
	// While a modal dialog is open, the page behind it is only scenery.
	const root = document.querySelector('dialog:modal') ?? document.body;

	const isHidden = (element: Element) =>
		!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) ||
		element.closest('.visually-hidden, [inert], .skip, option') !== null;

	/** The part of a text that its element and its ancestors show. */
	const seen = (element: Element, box: DOMRect): DOMRect => {
		let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
		for (let at: Element | null = element; at !== null; at = at.parentElement) {
			const { overflowX, overflowY, position } = getComputedStyle(at);
			const frame = at.getBoundingClientRect();
			if (overflowX !== 'visible') {
				[left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
			}
			if (overflowY !== 'visible') {
				[top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
			}
			if (position === 'fixed') break;
		}
		return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
	};

	const name = (element: Element, words: string) =>
		`${element.tagName.toLowerCase()} "${words.trim().slice(0, 40)}"`;

	/** Text that an ancestor cuts off without a way to scroll to it. */
	const isCut = (element: Element, box: DOMRect): boolean => {
		for (let at: Element | null = element; at !== null; at = at.parentElement) {
			const { overflowX, textOverflow, position } = getComputedStyle(at);
			const isTitled = textOverflow === 'ellipsis' && at.closest('[title]') !== null;
			const frame = at.getBoundingClientRect();
			const isBeyond = box.right > frame.right + slack || box.left < frame.left - slack;
			if ((overflowX === 'hidden' || overflowX === 'clip') && isBeyond && !isTitled) return true;
			// What can be scrolled to is not lost.
			if (overflowX === 'auto' || overflowX === 'scroll' || position === 'fixed') return false;
		}
		return false;
	};

	const pieces: Piece[] = [];
	const readText = (node: Node) => {
		const element = node.parentElement;
		const words = node.textContent ?? '';
		if (element === null || words.trim() === '' || isHidden(element)) return;
		const range = document.createRange();
		range.selectNodeContents(node);
		const boxes = [...range.getClientRects()].filter(({ width }) => width >= 1);
		if (boxes.some((box) => isCut(element, box))) flaws.push(`cut off: ${name(element, words)}`);
		for (const box of boxes.map((whole) => seen(element, whole))) {
			if (box.width > slack && box.height > slack) pieces.push({ element, words, box });
		}
	};
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) readText(node);

	/** The layer that an element is drawn in: layers above others may cover them. */
	const layerOf = (element: Element): Element | null =>
		element.closest(
			'[role="tooltip"], .notices, .content, .time, .control, .close, dialog, header'
		);
	const shrunk = ({ left, top, width, height }: DOMRect) => ({
		left: left + slack,
		top: top + height * 0.25,
		right: left + width - slack,
		bottom: top + height * 0.75
	});
	const overlaps = (first: Piece, second: Piece): boolean => {
		if (first.element === second.element) return false;
		if (layerOf(first.element) !== layerOf(second.element)) return false;
		const [a, b] = [shrunk(first.box), shrunk(second.box)];
		const isBeside = a.left >= b.right || b.left >= a.right;
		return !isBeside && a.top < b.bottom && b.top < a.bottom;
	};
	pieces.forEach((first, i) => {
		for (const second of pieces.slice(i + 1).filter((other) => overlaps(first, other))) {
			flaws.push(
				`overlap: ${name(first.element, first.words)} and ${name(second.element, second.words)}`
			);
		}
	});

	const checkTarget = (element: Element) => {
		// A press on the label of a checkbox counts, too. A link in a sentence is as high as its line.
		const isBox = element instanceof HTMLInputElement && /checkbox|radio/.test(element.type);
		const whole = isBox ? (element.labels?.[0] ?? element) : element;
		if (element.matches('a') && getComputedStyle(element).display === 'inline') return;
		const { width, height } = whole.getBoundingClientRect();
		if (Math.min(width, height) >= target - 0.5) return;
		const size = `${width.toFixed(0)} x ${height.toFixed(0)}`;
		flaws.push(`small target ${size}: ${name(element, element.textContent)}`);
	};
	const targets = [...root.querySelectorAll('button, input, select, a[href], summary')];
	targets.filter((element) => !isHidden(element)).forEach(checkTarget);
	if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
		flaws.push(`the page scrolls sideways: ${String(document.documentElement.scrollWidth)} px`);
	}
	return [...new Set(flaws)];
}
