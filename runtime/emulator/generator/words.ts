/** What a category's posts talk about. */
export interface Vocabulary {
  readonly category: string;
  /** The category's first row in the source table of {@link originalTable} rows, which is sorted by category. */
  readonly firstRow: number;
  readonly things: readonly string[];
  readonly tags: readonly string[];
}

/** Rows of the original's source tables. */
export const originalTable = 11_154;

const list = (text: string) => text.split('|');

/** Every category, in the order of the source table. */
export const vocabularies: readonly Vocabulary[] = [
  {
    category: 'art',
    firstRow: 0,
    things: list(
      'Gouache Landscapes|Ink Sketches|Clay Figures|Charcoal Portraits|Paper Collages|Colour Studies|Line Drawings|Mixed Media Journals',
    ),
    tags: list(
      'Gouache|Sketchbook Pages|Drawing Practice|Colour Theory|Paper Art|Ink Drawing|Clay Modelling|Studio Corner|Fine Line Art|Abstract Shapes',
    ),
  },
  {
    category: 'beauty',
    firstRow: 896,
    things: list(
      'Braided Buns|Evening Skin Routines|Lip Tints|Nail Patterns|Short Bobs|Brow Shapes|Face Masks|Curl Care Steps',
    ),
    tags: list(
      'Nail Patterns|Soft Glow|Skin Routine|Hair Ideas|Brow Care|Natural Makeup|Curl Care|Lip Colours|Home Spa|Braids',
    ),
  },
  {
    category: 'christmas',
    firstRow: 1642,
    things: list(
      'Fir Wreaths|Felt Stockings|Ginger Biscuits|Paper Stars|Tree Toppers|Advent Boxes|Window Garlands|Candle Tables',
    ),
    tags: list(
      'Winter Crafts|Tree Decor|Paper Stars|Advent Ideas|Gift Wrap|Holiday Baking|Garlands|Cosy Evenings|Snow Scenes|Stocking Fillers',
    ),
  },
  {
    category: 'diy-and-crafts',
    firstRow: 2637,
    things: list(
      'Macrame Hangers|Cardboard Castles|Tin Lanterns|Yarn Animals|Pallet Shelves|Leaf Prints|Button Frames|Bottle Vases',
    ),
    tags: list(
      'Yarn Projects|Cardboard Crafts|Upcycling|Kids Crafts|Macrame|Glue And Paper|Rainy Day Ideas|Wood Projects|Felt Crafts|Simple Sewing',
    ),
  },
  {
    category: 'education',
    firstRow: 3467,
    things: list(
      'Phonics Games|Counting Mats|Reading Corners|Science Trays|Spelling Cards|Class Posters|Fraction Puzzles|Story Prompts',
    ),
    tags: list(
      'Phonics|Class Decor|Counting Games|Reading Corner|Science Tray|Lesson Plans|Spelling|Story Time|Maths Games|Fine Motor',
    ),
  },
  {
    category: 'event-planning',
    firstRow: 4331,
    things: list(
      'Garden Parties|Seating Plans|Balloon Arches|Name Cards|Picnic Tables|Baby Showers|Dessert Bars|Photo Corners',
    ),
    tags: list(
      'Table Settings|Balloon Arch|Seating Plan|Party Food|Name Cards|Garden Party|Dessert Bar|Photo Corner|Invitations|Picnic',
    ),
  },
  {
    category: 'finance',
    firstRow: 5078,
    things: list(
      'Budget Sheets|Savings Jars|Debt Plans|Side Jobs|Grocery Lists|Pension Basics|Bill Calendars|Spending Diaries',
    ),
    tags: list(
      'Budget Sheets|Savings Plan|Side Jobs|Debt Free|Money Habits|Frugal Meals|First Pension|Bill Calendar|Cash Envelopes|Spending Diary',
    ),
  },
  {
    category: 'home-decor',
    firstRow: 5865,
    things: list(
      'Linen Curtains|Reading Nooks|Entry Benches|Shelf Arrangements|Oak Tables|Corner Plants|Striped Rugs|Wall Panels',
    ),
    tags: list(
      'Reading Nook|Wall Panels|Warm Neutrals|Entry Bench|Shelf Styling|Corner Plants|Small Rooms|Oak Furniture|Soft Light|Linen',
    ),
  },
  {
    category: 'mens-fashion',
    firstRow: 6725,
    things: list(
      'Denim Jackets|Linen Suits|Wool Coats|Canvas Shoes|Knit Polos|Rolled Chinos|Leather Belts|Summer Shirts',
    ),
    tags: list(
      'Denim Jacket|Linen Suit|Street Looks|Wool Coat|Knit Polo|Office Wear|Canvas Shoes|Layering|Summer Shirts|Accessories',
    ),
  },
  {
    category: 'quotes',
    firstRow: 7577,
    things: list(
      'Morning Reminders|Short Sayings|Kind Words|Lines About Rest|Lines About Courage|Friendship Notes|Calm Thoughts|Gentle Wishes',
    ),
    tags: list(
      'Kind Words|Short Sayings|Courage|Morning Thoughts|Friendship|Calm Mind|Gentle Notes|Gratitude|Rest|New Start',
    ),
  },
  {
    category: 'tattoos',
    firstRow: 8488,
    things: list(
      'Fern Tattoos|Wrist Lines|Moon Phases|Compass Sleeves|Tiny Birds|Ankle Flowers|Script Letters|Wave Bands',
    ),
    tags: list('Fine Line|Tiny Birds|Moon Phases|Wrist Ideas|Ankle Flowers|Script|Wave Band|Compass|Black Ink|Fern'),
  },
  {
    category: 'travel',
    firstRow: 9458,
    things: list(
      'Night Trains|Harbour Towns|Mountain Huts|Packing Lists|Island Ferries|City Walks|Lake Camps|Desert Roads',
    ),
    tags: list(
      'Night Trains|Harbour Towns|Packing List|Mountain Huts|City Walks|Island Ferry|Lake Camp|Slow Travel|Weekend Trip|Desert Road',
    ),
  },
  {
    category: 'vehicles',
    firstRow: 10_316,
    things: list('Camper Vans|Touring Bikes|Rally Cars|Old Trucks|Electric Scooters|Wooden Boats|Tractors|Cafe Racers'),
    tags: list(
      'Camper Van|Touring Bike|Rally Car|Old Trucks|Cafe Racer|Electric Scooter|Garage Build|Wooden Boat|Chrome|Road Trip',
    ),
  },
];

export const manners = list(
  'Easy|Simple|Quiet|Clever|Colourful|Modern|Rustic|Small|Bright|Cosy|Cheap|Elegant|Playful|Classic|Unusual|Quick|Lovely|Handmade',
);
export const aims = list(
  'for Beginners|for Small Spaces|You Can Finish Today|for a Slow Weekend|on a Budget|Worth Saving|for Every Season|to Try This Month|Without Fuss',
);
export const openings = list(
  'A short guide to|Everything we learned about|Step by step:|Our favourite ideas for|Photos and notes on|What nobody tells you about|A gentle start with',
);
export const closings = list(
  'Save it for later.|Full list on the site.|With a printable plan.|It takes an hour or less.|Materials are listed at the end.|Ask us anything below.',
);
/** Astral letters and emoji, joined ones too, right-to-left text and accents: what a pipeline must carry unharmed. Each has an astral letter. */
export const ornaments = ['🎨', '✨🌿', '𝓛𝓸𝓿𝓮𝓵𝔂', '🧶👩‍🎨', '𝐍𝐞𝐰', 'très joli 🎀', 'يدوي 🧵', 'שלום 🌸'];
/** Titles that look like the sentinels and are none. */
export const lookAlikeTitles = ['Untitled: Sketch No. 4', 'No Title Needed', 'Page not available - a poster'];
export const guilds = list('Studio|Workshop|Notebook|Collective|House|Diaries|Corner|Club|& Co.|Letters');
/** Posters that look like the sentinel and are none. */
export const lookAlikePosters = ['No Time To Spare', 'User Info Desk', 'Error 404 Crafts'];
