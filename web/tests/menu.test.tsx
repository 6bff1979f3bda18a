import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Link, Trash2 } from '../src/parts/icons';
import { Menu } from '../src/parts/Menu';

describe('Menu', () => {
  let box: HTMLElement;
  const chosen = vi.fn();
  const press = (key: string) =>
    act(() => void document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })));
  const button = () => box.querySelector<HTMLButtonElement>('[aria-haspopup=menu]')!;
  const focused = () => document.activeElement!.textContent!.trim();

  beforeEach(() => {
    box = document.body.appendChild(document.createElement('div'));
    const items = [
      { label: 'Copy', Icon: Link, onSelect: () => chosen('copy') },
      { label: 'Delete', Icon: Trash2, onSelect: () => chosen('delete'), danger: true },
    ];
    void act(() => render(<Menu label="More" items={items}>…</Menu>, box));
    void act(() => button().click());
  });
  afterEach(() => {
    render(null, box);
    box.remove();
    chosen.mockReset();
  });

  it('opens with the focus on its first entry', () => {
    expect(button().getAttribute('aria-expanded')).toBe('true');
    expect(focused()).toBe('Copy');
  });

  it('is moved in by arrows, round and round', () => {
    press('ArrowDown');
    expect(focused()).toBe('Delete');
    press('ArrowDown');
    expect(focused()).toBe('Copy');
    press('ArrowUp');
    expect(focused()).toBe('Delete');
    press('Home');
    expect(focused()).toBe('Copy');
    press('End');
    expect(focused()).toBe('Delete');
  });

  it('closes on Escape and gives the focus back', () => {
    press('Escape');
    expect(box.querySelector('[role=menu]')).toBeNull();
    expect(document.activeElement).toBe(button());
  });

  it('closes on a press outside', () => {
    void act(() => void document.body.dispatchEvent(new Event('pointerdown', { bubbles: true })));
    expect(box.querySelector('[role=menu]')).toBeNull();
  });

  it('does what is chosen, once, and closes', () => {
    void act(() => box.querySelectorAll<HTMLElement>('[role=menuitem]')[1]!.click());
    expect(chosen.mock.calls).toEqual([['delete']]);
    expect(box.querySelector('[role=menu]')).toBeNull();
  });
});
