import { english, Notice } from '@afterword/ui';
import { useEffect, useRef, useState } from 'preact/hooks';
import { failureOf } from './client';
import type { PanelProps } from './panel';

const AMOUNTS = [1, 10, 50] as const;
const DEFAULT_AMOUNT = 10;
/** `LIMITS.rewardMax`. */
const MAX_AMOUNT = 1_000;

/** Chooses an amount and gives it. One intent has one key, so that trying again cannot pay twice. */
export function RewardPanel({ store, announce }: PanelProps) {
  const [amount, setAmount] = useState<number>(DEFAULT_AMOUNT);
  const [other, setOther] = useState('');
  const [balance, setBalance] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<number | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const key = useRef(crypto.randomUUID());
  const confirm = useRef<HTMLButtonElement>(null);
  const chosen = other === '' ? amount : Number(other);
  const valid = Number.isInteger(chosen) && chosen >= 1 && chosen <= MAX_AMOUNT;

  const readBalance = () =>
    store.me().then(
      ({ wallet }) => setBalance(wallet.balance),
      () => undefined,
    );
  useEffect(() => {
    confirm.current?.focus();
    void readBalance();
  }, []);

  function choose(change: () => void) {
    change();
    // Another amount is another intent.
    key.current = crypto.randomUUID();
    setDone(null);
    setFailed(null);
  }

  async function give() {
    if (!valid || busy) return;
    setBusy(true);
    setFailed(null);
    try {
      await store.reward(chosen, key.current);
      key.current = crypto.randomUUID();
      setDone(chosen);
      announce('reward', { ...store.address, amount: chosen });
      await readBalance();
    } catch (error) {
      const { kind } = failureOf(error);
      setFailed(english.failed[kind === 'unauthorized' || kind === 'not-allowed' ? 'other' : kind]);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      class="aw-panel"
      aria-label={english.rewardPanel}
      onSubmit={(event) => {
        event.preventDefault();
        void give();
      }}
    >
      <div class="aw-row" role="radiogroup" aria-label={english.amount}>
        {AMOUNTS.map((points) => (
          <label key={points} class="aw-choice">
            <input
              type="radio"
              name="aw-amount"
              checked={other === '' && points === amount}
              onChange={() => choose(() => (setAmount(points), setOther('')))}
            />
            {english.points(points)}
          </label>
        ))}
        <input
          class="aw-field"
          type="number"
          inputMode="numeric"
          min={1}
          max={MAX_AMOUNT}
          step={1}
          aria-label={english.otherAmount}
          placeholder={english.otherAmountPlaceholder}
          value={other}
          onInput={({ currentTarget }) => choose(() => setOther(currentTarget.value))}
        />
      </div>
      <div class="aw-row">
        <button ref={confirm} type="submit" class="aw-primary" disabled={!valid || busy}>
          {english.rewardConfirm(english.points(valid ? chosen : amount))}
        </button>
        <span class="aw-hint" role="status">
          {done !== null && `${english.rewarded(english.points(done))} `}
          {balance !== null && english.balance(english.points(balance))}
        </span>
      </div>
      {failed !== null && <Notice messages={english} text={failed} />}
    </form>
  );
}
