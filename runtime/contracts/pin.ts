import { defineContract } from './contract.ts';

/** A post. The no-data values are those of the original's scraper, counted in `docs/contracts.md`. */
export const pin = defineContract({
  kind: 'pin',
  version: 1,
  source: 'pinterest_data',
  raw: {
    index: { is: 'key' },
    unique_id: { is: 'uuid' },
    title: { is: 'text', noData: ['No Title Data Available', ''] },
    description: {
      is: 'text',
      noData: ['No description available Story format', 'No description available', 'Untitled'],
    },
    poster_name: { is: 'text', noData: ['User Info Error'] },
    follower_count: { is: 'count', noData: ['User Info Error'] },
    tag_list: { is: 'text', noData: ['N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e'] },
    is_image_or_video: { is: 'text' },
    image_src: { is: 'text', noData: ['Image src error.'] },
    downloaded: { is: 'ignored' },
    save_location: { is: 'text' },
    category: { is: 'text' },
  },
  clean: {
    ind: { from: 'index' },
    unique_id: { from: 'unique_id' },
    title: { from: 'title' },
    description: { from: 'description' },
    follower_count: { from: 'follower_count' },
    poster_name: { from: 'poster_name' },
    tag_list: { from: 'tag_list' },
    is_image_or_video: { from: 'is_image_or_video' },
    image_src: { from: 'image_src' },
    save_location: { from: 'save_location', dropPrefix: 'Local save in ' },
    category: { from: 'category' },
  },
});
