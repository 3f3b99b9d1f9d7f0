import type { ComponentChild } from 'preact';
import { actOf } from '../actions/act';
import { Controller, type ControllerHost } from '../actions/controller';
import { type Failure, failureOf } from '../failure';

export interface MenuFormHost extends ControllerHost {
  close: () => void;
}

/** A form that a menu opens below its comment. What is typed into it stays in its fields until it is sent. */
export abstract class MenuForm extends Controller {
  private failure?: Failure | null;
  private isBusy?: boolean;

  constructor(protected override readonly host: MenuFormHost) {
    super(host);
  }

  abstract get title(): string;
  protected abstract readonly submitLabel: string;
  protected abstract fields(): ComponentChild;
  /** @throws Failure */
  protected abstract submit(data: FormData): Promise<void>;

  view(): ComponentChild {
    const { words, failure } = this;
    return (
      <form
        class="aw-form"
        onSubmit={(event) => {
          event.preventDefault();
          void this.send(event.currentTarget);
        }}
      >
        {this.fields()}
        <span class="aw-row">
          <button type="submit" class="aw-primary" aria-busy={this.isBusy}>
            {this.submitLabel}
          </button>
          {actOf(words.say('cancel'), () => this.host.close())}
        </span>
        {failure && this.notice(failure, null)}
      </form>
    );
  }

  private async send(form: HTMLFormElement): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = null;
    this.tellWatchers();
    try {
      await this.submit(new FormData(form));
    } catch (error) {
      this.failure = failureOf(error);
    }
    this.isBusy = false;
    this.tellWatchers();
  }
}
