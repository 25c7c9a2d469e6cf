/**
 * Questions to the child about code. The child answers between cells and while a cell awaits, but not inside a
 * loop: then the answer is an empty one after a moment, rather than none until the loop ends.
 */
import { messageOf } from '../errors.js';
import type { Question, Questions } from './messages.js';

interface Asked {
  id: number;
  ask(): Promise<void>;
  answer(value: unknown): void;
  fail(reason: Error): void;
}

/** How long an answer may take while a cell runs, in milliseconds. */
const PATIENCE = 1000;
/** How long it may take at all; a child that starts reads TypeScript first. */
const LIMIT = 20_000;

export class CodeQuestions {
  private readonly waiting: Asked[] = [];
  /** One is asked at a time, so that a long loop is not followed by a hundred stale answers. */
  private current: Asked | undefined;

  constructor(
    private readonly send: (id: number, question: Question, ask: object) => Promise<void>,
    private readonly isBusy: () => boolean,
  ) {}

  /** @param empty - the answer where the child has no time for one. */
  ask<Q extends Question>(
    id: number,
    question: Q,
    ask: Questions[Q]['ask'],
    empty: Questions[Q]['answer'],
  ): Promise<Questions[Q]['answer']> {
    return new Promise((resolve, reject) => {
      const asked = { id, ask: () => this.send(id, question, ask), answer: resolve, fail: reject };
      this.waiting.push(asked as Asked);
      this.giveUpLater(asked as Asked, empty);
      this.next();
    });
  }

  /** Takes an answer of the child; those to questions that were given up have no reader. */
  answered(id: number, value: unknown, error: string | undefined): void {
    const { current } = this;
    if (current?.id !== id) return;
    this.current = undefined;
    if (error === undefined) current.answer(value);
    else current.fail(new Error(error));
    this.next();
  }

  /** The child is gone, and with it every answer. */
  lose(reason: string): void {
    const lost = this.waiting.splice(0);
    if (this.current !== undefined) lost.push(this.current);
    this.current = undefined;
    for (const { fail } of lost) fail(new Error(reason));
  }

  private next(): void {
    if (this.current !== undefined) return;
    const asked = this.waiting.shift();
    if (asked === undefined) return;
    this.current = asked;
    asked.ask().catch((thrown: unknown) => this.answered(asked.id, undefined, messageOf(thrown)));
  }

  private giveUpLater(asked: Asked, empty: unknown): void {
    const start = Date.now();
    const timer = setInterval(() => {
      if (!this.isBusy() && Date.now() - start < LIMIT) return;
      clearInterval(timer);
      const place = this.waiting.indexOf(asked);
      if (place >= 0) this.waiting.splice(place, 1);
      asked.answer(empty);
    }, PATIENCE);
    const { answer, fail } = asked;
    asked.answer = (value) => {
      clearInterval(timer);
      answer(value);
    };
    asked.fail = (reason) => {
      clearInterval(timer);
      fail(reason);
    };
  }
}
