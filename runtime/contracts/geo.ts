import { defineContract } from './contract.ts';

/** When and where a post was made. */
export const geo = defineContract({
  kind: 'geo',
  version: 1,
  source: 'geolocation_data',
  raw: {
    ind: { is: 'key' },
    timestamp: { is: 'timestamp' },
    latitude: { is: 'number', min: -90, max: 90 },
    longitude: { is: 'number', min: -180, max: 180 },
    country: { is: 'text' },
  },
  clean: {
    ind: { from: 'ind' },
    country: { from: 'country' },
    coordinates: { pair: ['latitude', 'longitude'] },
    timestamp: { from: 'timestamp' },
  },
});
