export interface ChoiceProps {
  name: string;
  label: string;
  /** What is chosen, and what it is called. */
  options: Readonly<Record<string, string>>;
}

export const Choice = ({ name, label, options }: ChoiceProps) => (
  <p>
    <label for={name}>{label}</label>
    <select id={name} name={name}>
      {Object.entries(options).map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  </p>
);
