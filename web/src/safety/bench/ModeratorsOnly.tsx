import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/trust';
import { Empty } from '../../parts/States';
import { Screen } from '../../parts/Screen';
import { TabLinks } from '../../parts/TabLinks';
import { viewer } from '../../session/session';

export const isModerator = (): boolean => viewer.value?.roles.includes('moderator') ?? false;

interface Props {
  current: 'queue' | 'audit';
  title: string;
  text: string;
  children: ComponentChildren;
}

/** The frame of the moderators' screens; who has no such role learns why it is empty. */
export function ModeratorsOnly({ current, title, text, children }: Props) {
  if (!isModerator()) {
    return (
      <Screen title={t('queue.title')} bare>
        {viewer.value && <Empty title={t('queue.closed')} text={t('queue.closedText')} />}
      </Screen>
    );
  }
  return (
    <Screen title={title} text={text}>
      <TabLinks
        label={t('queue.title')}
        current={current}
        tabs={[
          { name: 'queue', href: '/moderation', label: t('queue.tab') },
          { name: 'audit', href: '/moderation/audit', label: t('queue.audit') },
        ]}
      />
      {children}
    </Screen>
  );
}
