interface Props {
  label: string;
  current: string;
  tabs: readonly { name: string; href: string; label: string }[];
}

/** Views of the same thing, each with an address of its own. */
export function TabLinks({ label, current, tabs }: Props) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.name} href={tab.href} aria-current={tab.name === current ? 'page' : undefined}>
          {tab.label}
        </a>
      ))}
    </nav>
  );
}
