import { feeds } from '../api';
import type { FeedItem } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { Tile } from '../feed/Tile';
import { useList } from '../feed/pages';
import { t } from '../i18n';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';
import Suggestions from '../people/Suggestions';

export default function Explore() {
  const list = useList<FeedItem>('explore', feeds.explore, (item) => item.post.id);
  return (
    <Screen title={t('nav.explore')} text={t('explore.text')} width="wide">
      <div class="sided">
        <div>
          <FeedList
            list={list}
            class="wall"
            skeleton={<WallSkeleton />}
            empty={
              <Empty title={t('explore.empty')} text={t('explore.emptyText')}>
                <a class="button primary" href="/create">
                  {t('nav.create')}
                </a>
              </Empty>
            }
          >
            {({ post, reason }, at) => <Tile key={post.id} post={post} eager={at < 6} trending={reason.kind === 'trending'} />}
          </FeedList>
        </div>
        <aside class="side">
          <Suggestions />
        </aside>
      </div>
    </Screen>
  );
}

const SHAPES = [1, 1.5, 0.67, 1, 3, 1, 0.67, 1.5, 1];

function WallSkeleton() {
  return (
    <div class="wall skeletons" role="status" aria-label={t('app.loading')}>
      {SHAPES.map((ratio, at) => (
        <span key={at} class="tile" style={{ '--ratio': ratio }}>
          <span class="bone picture" style={{ aspectRatio: String(ratio) }} />
        </span>
      ))}
    </div>
  );
}
