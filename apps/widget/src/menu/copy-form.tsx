import { MODIFIER } from '../actions/keys';
import { MenuForm, type MenuFormHost } from './menu-form';

/** An address to copy by hand, where the browser does not let us write to the clipboard. */
export class CopyForm extends MenuForm {
  constructor(
    host: MenuFormHost,
    private readonly address: string,
  ) {
    super(host);
  }

  get title(): string {
    return this.words.say('copy');
  }

  protected get submitLabel(): string {
    return this.words.say('close');
  }

  protected fields() {
    const { words } = this;
    return (
      <label class="aw-caption">
        <span>{words.say('copyYourself', { keys: `${MODIFIER}C` })}</span>
        <input
          class="aw-field aw-wide"
          readOnly
          dir="ltr"
          value={this.address}
          ref={(field) => {
            field?.focus();
            field?.select();
          }}
        />
      </label>
    );
  }

  protected submit(): Promise<void> {
    this.host.close();
    return Promise.resolve();
  }
}
