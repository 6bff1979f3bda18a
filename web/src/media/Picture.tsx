import { useEffect, useRef, useState } from 'preact/hooks';
import type { Media } from '../api/types';
import { t } from '../i18n';
import { ImageOff } from '../parts/icons';
import { decodeBlurHash } from './blurhash';

/** Width by height; a square where it is not known yet. */
export const ratioOf = (media: Media, fallback = 1) =>
  media.width && media.height ? media.width / media.height : fallback;

interface Props {
  media: Media;
  ratio?: number;
  /** The small rendition, for grids. */
  thumb?: boolean;
  /** How wide it is shown, as in HTML: the small rendition is taken where it is sharp enough for that. */
  sizes?: string | undefined;
  /** First on the page: fetched before the others. */
  eager?: boolean;
  /** Takes the shape of the box around it instead of its own. */
  fill?: boolean;
}

/** A picture in a box that has its final shape from the start, with its colours in it until it arrives. */
export function Picture({ media, ratio = ratioOf(media), thumb = false, sizes, eager = false, fill = false }: Props) {
  const [state, setState] = useState<'coming' | 'here' | 'failed'>('coming');
  const source = (thumb ? media.thumb_url : null) ?? media.url;
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    if (image.current?.complete && image.current.naturalWidth > 0) setState('here');
  }, [source]);
  return (
    <div
      class={fill ? 'picture fill' : 'picture'}
      data-state={source ? state : media.status}
      style={fill ? undefined : { aspectRatio: String(ratio) }}
    >
      {media.placeholder && state !== 'here' && <Placeholder hash={media.placeholder} ratio={ratio} />}
      {source && state !== 'failed' && (
        <img
          ref={image}
          src={source}
          {...(sizes && renditions(media, sizes))}
          alt={media.alt || t('media.noAlt')}
          width={media.width ?? undefined}
          height={media.height ?? undefined}
          loading={eager ? 'eager' : 'lazy'}
          fetchPriority={eager ? 'high' : 'auto'}
          decoding="async"
          onLoad={() => setState('here')}
          onError={() => setState('failed')}
        />
      )}
      {source && state === 'failed' && (
        <p class="picture-note">
          <ImageOff size={22} aria-hidden="true" />
          {media.alt || t('media.failed')}
        </p>
      )}
      {!source && media.status !== 'ready' && <p class="picture-note">{t(`media.${media.status}`)}</p>}
    </div>
  );
}

/** Pixels of the longer side of a small rendition, of pictures that have that many. */
const THUMB = 480;

function renditions({ url, thumb_url: small, width, height }: Media, sizes: string): { srcset: string; sizes: string } | null {
  if (!url || !small || !width || !height) return null;
  const narrow = Math.round(width * Math.min(1, THUMB / Math.max(width, height)));
  return narrow < width ? { srcset: `${small} ${narrow}w, ${url} ${width}w`, sizes } : null;
}

/** Pixels of the longer side: four waves at most, which the browser draws larger and smooth. */
const SIDE = 20;

function Placeholder({ hash, ratio }: { hash: string; ratio: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = ratio >= 1 ? SIDE : Math.max(1, Math.round(SIDE * ratio));
  const height = ratio >= 1 ? Math.max(1, Math.round(SIDE / ratio)) : SIDE;
  useEffect(() => {
    const pixels = decodeBlurHash(hash, width, height);
    if (pixels) canvas.current?.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
  }, [hash, width, height]);
  return <canvas ref={canvas} class="placeholder" width={width} height={height} aria-hidden="true" />;
}
