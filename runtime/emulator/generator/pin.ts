import type { pin } from '../../contracts/pin.ts';
import type { Draws } from './draws.ts';
import type { Look, Table } from './look.ts';
import { firstNames, lastNames } from './people.ts';
import {
  aims,
  closings,
  guilds,
  lookAlikePosters,
  lookAlikeTitles,
  manners,
  openings,
  originalTable,
  ornaments,
  type Vocabulary,
  vocabularies,
} from './words.ts';

/**
 * Kinds of post with their share of the original's 4,285 rows. `unreachable` is a page that the scraper could not read at all,
 * `imageless` a story without a picture, `bare` one without a media type.
 */
const manner = [
  { is: 'unreachable', upTo: 32 },
  { is: 'imageless', upTo: 101 },
  { is: 'story', upTo: 322 },
  { is: 'bare', upTo: 329 },
  { is: 'video', upTo: 453 },
  { is: 'image', upTo: 4285 },
] as const;
const counted = 4285;
const tagsPerPost = 9;

const noData = {
  title: 'No Title Data Available',
  description: 'No description available',
  story: 'No description available Story format',
  poster: 'User Info Error',
  tags: 'N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e',
  image: 'Image src error.',
} as const;

/** A post. Sentinels, their shares and which of them come together are those of the original's rows. */
export const pinLook: Look<typeof pin> = (table, index) => {
  const draws = table.draws('row', index);
  const vocabulary = vocabularyOf(table, index);
  const place = draws.fraction() * counted;
  const { is } = manner.find(({ upTo }) => place < upTo) ?? manner[5];
  const image = imageSource(draws, is);
  const { name, followers } = poster(table, is === 'unreachable' ? undefined : draws.below(table.rows));
  return {
    index,
    unique_id: draws.uuid4(),
    title: is === 'unreachable' ? noData.title : title(draws, vocabulary),
    description: description(draws, is, vocabulary),
    poster_name: name,
    follower_count: followers,
    tag_list: is === 'unreachable' || draws.chance(33 / counted) ? noData.tags : tags(draws, vocabulary),
    is_image_or_video: mediaType(is),
    image_src: image,
    downloaded: image === null || image === noData.image ? 0 : 1,
    save_location: `Local save in /data/${vocabulary.category}`,
    category: vocabulary.category,
  };
};

type Manner = (typeof manner)[number]['is'];

function vocabularyOf({ rows }: Table, index: number): Vocabulary {
  const row = Math.floor((index * originalTable) / rows);
  return vocabularies.findLast(({ firstRow }) => firstRow <= row) as Vocabulary;
}

function mediaType(is: Manner): string | null {
  if (is === 'bare') return null;
  return is === 'image' || is === 'video' ? is : 'multi-video(story page format)';
}

function imageSource(draws: Draws, is: Manner): string | null {
  if (is === 'bare') return null;
  if (is === 'unreachable' || is === 'imageless') return noData.image;
  const name = draws.hex() + draws.hex() + draws.hex() + draws.hex();
  return `https://images.example.com/originals/${name.slice(0, 2)}/${name.slice(2, 4)}/${name.slice(4, 6)}/${name}.jpg`;
}

function title(draws: Draws, { things }: Vocabulary): string {
  if (draws.chance(2 / counted)) return '';
  if (draws.chance(3 / counted)) return draws.pick(lookAlikeTitles);
  const thing = draws.pick(things);
  const base = `${draws.between(3, 60)} ${draws.pick(manners)} ${thing} ${draws.pick(aims)}`;
  const style = draws.fraction();
  if (style < 0.07) return `${base} | ${draws.pick(manners)} ${draws.pick(things)}`;
  if (style < 0.08) return `${draws.pick(manners)} "${thing}" ${draws.pick(aims)}`;
  if (style < 0.092) return `${base} ${draws.pick(ornaments)}`;
  if (style < 0.094) return `${base}\n${draws.pick(things)}`;
  return base;
}

function description(draws: Draws, is: Manner, { things }: Vocabulary): string {
  if (is === 'unreachable' || is === 'imageless' || is === 'story') return noData.story;
  if (draws.chance(69 / counted)) return noData.description;
  if (draws.chance(1 / counted)) return 'Untitled';
  const about = `${draws.pick(manners).toLowerCase()} ${draws.pick(things).toLowerCase()}`;
  return `${draws.pick(openings)} ${about} and ${draws.pick(things).toLowerCase()} ${draws.pick(aims)}. ${draws.pick(closings)}`;
}

/** Posters keep their follower count from post to post. */
function poster(table: Table, number: number | undefined): { name: string; followers: string } {
  if (number === undefined) return { name: noData.poster, followers: noData.poster };
  const draws = table.draws('poster', number);
  return { name: posterName(draws), followers: followerCount(draws) };
}

function posterName(draws: Draws): string {
  if (draws.chance(0.001)) return draws.pick(lookAlikePosters);
  const name = draws.pick(firstNames);
  if (draws.chance(0.5)) return `${name} ${draws.pick(lastNames)}`;
  const { things } = draws.pick(vocabularies);
  return draws.chance(0.5)
    ? `${name}'s ${draws.pick(guilds)}`
    : `${draws.pick(manners)} ${draws.pick(things)} ${draws.pick(guilds)}`;
}

function followerCount(draws: Draws): string {
  const size = draws.fraction();
  // Small numbers are the common ones in each range, so digits are drawn on a logarithmic scale.
  const number = (above: number) => Math.floor(above ** draws.fraction());
  if (size < 0.172) return String(number(1000) - 1);
  return size < 0.918 ? `${number(992)}k` : `${number(16)}M`;
}

function tags(draws: Draws, vocabulary: Vocabulary): string {
  const left = [...vocabulary.tags];
  const taken: string[] = [];
  for (let last = left.length - 1; taken.length < tagsPerPost; last--) {
    const drawn = draws.below(last + 1);
    taken.push(left[drawn] as string);
    left[drawn] = left[last] as string;
  }
  return taken.join(',');
}
