import { type Failure, failureOf } from '../failure';
import { UI_LIMITS } from '../ui';
import { Panel } from './panel';

const AMOUNTS: readonly number[] = [1, 10, 50];
const DEFAULT_AMOUNT = 10;

interface State {
  amount: number;
  /** An amount of the reader's own, as typed. */
  other: string;
  balance: number | null;
  busy: boolean;
  given: number | null;
  failure: Failure | null;
}

/** Chooses an amount and gives it. */
export class RewardPanel extends Panel {
  override get label(): string {
    return this.words.say('rewardPage');
  }
  private state: State = { amount: DEFAULT_AMOUNT, other: '', balance: null, busy: false, given: null, failure: null };

  open(): void {
    this.set({ given: null, failure: null });
    this.writer.me().then(
      ({ wallet }) => this.set({ balance: wallet.balance }),
      // The service says what the wallet does not hold when it comes to that.
      () => undefined,
    );
  }

  view() {
    return this.state.given === null ? this.form() : this.thanks(this.state.given);
  }

  private form() {
    const { amount, other, busy, failure } = this.state;
    const chosen = other === '' ? amount : Number(other);
    const isValid = Number.isInteger(chosen) && chosen >= 1 && chosen <= UI_LIMITS.reward;
    return (
      <form
        class="aw-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isValid && !busy) void this.give(chosen);
        }}
      >
        <div class="aw-row" role="radiogroup" aria-label={this.words.say('amount')}>
          {AMOUNTS.map((some) => (
            <label key={some} class="aw-choice">
              <input
                type="radio"
                name="aw-amount"
                checked={other === '' && some === amount}
                onChange={() => this.set({ amount: some, other: '', failure: null })}
              />
              {this.words.points(some)}
            </label>
          ))}
          <input
            class="aw-field"
            type="number"
            inputMode="numeric"
            min={1}
            max={UI_LIMITS.reward}
            step={1}
            aria-label={this.words.say('otherAmount')}
            placeholder={this.words.say('otherAmountPlaceholder')}
            value={other}
            onInput={({ currentTarget }) => this.set({ other: currentTarget.value, failure: null })}
          />
        </div>
        <div class="aw-row">
          <button type="submit" class="aw-primary" disabled={!isValid} aria-busy={busy}>
            {this.words.say('rewardConfirm', { points: this.words.points(isValid ? chosen : amount) })}
          </button>
          {this.wallet()}
        </div>
        {failure && this.notice(failure, null)}
      </form>
    );
  }

  private thanks(given: number) {
    return (
      <div class="aw-row">
        <span role="status">{this.words.say('rewarded', { points: this.words.points(given) })}</span>
        {this.wallet()}
        <button type="button" class="aw-act" onClick={() => this.host.close()}>
          {this.words.say('close')}
        </button>
      </div>
    );
  }

  private wallet() {
    const { balance } = this.state;
    return (
      balance !== null && (
        <span class="aw-hint">{this.words.say('balance', { points: this.words.points(balance) })}</span>
      )
    );
  }

  private async give(amount: number): Promise<void> {
    this.set({ busy: true, failure: null });
    try {
      const { balance } = await this.writer.reward(amount);
      this.set({ balance, given: amount });
      this.host.announce('reward', { amount });
    } catch (error) {
      this.set({ failure: failureOf(error) });
    } finally {
      this.set({ busy: false });
    }
  }

  private set(some: Partial<State>): void {
    this.state = { ...this.state, ...some };
    this.changed();
  }
}
