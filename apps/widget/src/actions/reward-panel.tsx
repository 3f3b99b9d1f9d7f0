import { type Failure, failureOf } from '../failure';
import { actOf } from './act';
import { Controller } from './controller';
import type { PageWriter } from './page-writer';
import type { PanelHost } from './panel';
import type { PeoplePanel } from './people-panel';
import type { RewardTarget } from './reward-target';

const AMOUNTS: readonly number[] = [1, 10, 50];

export interface RewardOptions {
  target: RewardTarget;
  /** Reads the balance and the site's limit. */
  writer: PageWriter;
  /** Who supports the page; nobody is said to support a comment. */
  people?: PeoplePanel;
  /** Dispatches an event to the host page. */
  announce: (name: 'reward' | 'reward-undo', amount: number) => void;
}

interface Outcome {
  id: string;
  amount: number;
  /** Whether the reward was taken back. */
  undone: boolean;
}

interface State {
  /** Null until one is chosen: then it is the second one. */
  amount: number | null;
  /** A custom amount, as typed. */
  other: string;
  /** Whether what is typed is no number. */
  isOdd: boolean;
  /** Whether the reader's name may be shown. */
  isPublic: boolean;
  balance: number | null;
  busy: boolean;
  given: Outcome | null;
  failure: Failure | null;
}

/** Panel to give a reward and take it back. */
export class RewardPanel extends Controller {
  private state: State = {
    amount: null,
    other: '',
    isOdd: false,
    isPublic: false,
    balance: null,
    busy: false,
    given: null,
    failure: null,
  };

  constructor(
    protected override readonly host: PanelHost,
    private readonly options: RewardOptions,
  ) {
    super(host);
  }

  open(): void {
    this.set({ given: null, failure: null });
    void this.options.people?.open();
    this.options.writer.balance().then(
      (balance) => this.set({ balance }),
      // The balance is only a hint; the service checks it.
      () => undefined,
    );
  }

  view() {
    return this.state.given ? this.outcome(this.state.given) : this.form();
  }

  private form() {
    const { words } = this;
    const { amount, other, isOdd, busy, balance } = this.state;
    const { people } = this.options;
    const isNamed = people?.people?.supporters.named;
    // By this reward, or by one from before.
    const isPublic = this.state.isPublic || isNamed;
    const { session } = this.options.writer.page;
    const max = session.limits.rewardMax;
    const isTyped = other !== '' || isOdd;
    const amounts = words.look.amounts ?? AMOUNTS;
    const chosen = isTyped ? Number(other) : Math.min(amount ?? amounts[1] ?? amounts[0] ?? max, max);
    const isAmount = Number.isInteger(chosen) && chosen >= 1 && chosen <= max;
    // Said before the press; the service checks it too.
    const obstacle = !isAmount
      ? words.say('amountRange', { max })
      : balance !== null && chosen > balance && words.say('failed.insufficient-balance');
    const isValid = !obstacle;
    return (
      <form
        class="aw-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isValid && !busy) void this.run(chosen);
        }}
      >
        <div class="aw-row" role="radiogroup" aria-label={words.say('amount')}>
          {amounts
            .filter((some) => some <= max)
            .map((some) => (
              <label key={some} class="aw-choice">
                <input
                  type="radio"
                  name="aw-amount"
                  checked={!isTyped && some === chosen}
                  onChange={() => this.set({ amount: some, other: '', isOdd: false, failure: null })}
                />
                {words.points(some)}
              </label>
            ))}
          <input
            class="aw-field"
            type="number"
            inputMode="numeric"
            min={1}
            max={max}
            step={1}
            aria-label={words.say('otherAmountPlaceholder')}
            aria-invalid={!isAmount || undefined}
            placeholder={words.say('otherAmountPlaceholder')}
            value={other}
            onInput={({ currentTarget: { value, validity } }) =>
              this.set({ other: value, isOdd: validity.badInput, failure: null })
            }
          />
        </div>
        <div class="aw-row">
          <button type="submit" class="aw-primary" disabled={!isValid} aria-busy={busy}>
            {balance === 0
              ? words.say('noPoints')
              : isAmount
                ? words.say('rewardConfirm', { points: words.points(chosen) })
                : words.say('reward')}
          </button>
          {this.wallet()}
        </div>
        {people && (!session.isGuest || session.guestName) && (
          <label class="aw-choice">
            <input
              type="checkbox"
              checked={isPublic}
              onChange={() => {
                if (isNamed) void people.open(people.withdrawName);
                this.set({ isPublic: !isPublic });
              }}
            />
            <span aria-hidden="true">{isPublic ? '☑' : '☐'}&nbsp;</span>
            {words.say('showName')}
          </label>
        )}
        <p class="aw-hint" role="status">
          {balance !== 0 && obstacle}
        </p>
        <p class="aw-hint" dir="auto">
          {words.say('about')}
        </p>
        {people?.supporters}
        {this.failureNotice()}
      </form>
    );
  }

  private outcome(given: Outcome) {
    const { words } = this;
    const { amount, undone } = given;
    const { busy } = this.state;
    return (
      <>
        <div class="aw-row">
          <span role="status">{words.say(undone ? 'undone' : 'rewarded', { points: words.points(amount) })}</span>
          {this.wallet()}
          {!undone && actOf(words.say('undo'), () => !busy && void this.run(amount, given))}
          {actOf(words.say('close'), () => this.host.close())}
        </div>
        {this.failureNotice()}
      </>
    );
  }

  private failureNotice() {
    const { failure } = this.state;
    return failure && this.notice(failure, null);
  }

  private wallet() {
    const { balance } = this.state;
    const { words } = this;
    return balance !== null && <span class="aw-hint">{words.say('balance', { points: words.points(balance) })}</span>;
  }

  /** Gives a reward, or takes back a given one. */
  private async run(amount: number, given?: Outcome): Promise<void> {
    const { target, announce } = this.options;
    this.set({ busy: true, failure: null });
    try {
      const { id, balance } = await (given
        ? target.takeBack(given.id, amount)
        : target.give(amount, this.state.isPublic));
      this.set({ balance, given: { id, amount, undone: Boolean(given) } });
      announce(given ? 'reward-undo' : 'reward', amount);
    } catch (error) {
      this.set({ failure: failureOf(error) });
    } finally {
      this.set({ busy: false });
    }
  }

  private set(some: Partial<State>): void {
    this.state = { ...this.state, ...some };
    this.tellWatchers();
  }
}
