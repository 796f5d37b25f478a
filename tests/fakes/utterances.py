"""Answers in the words of twelve trades, and remarks that are off topic.

Every second line of each list was put aside while the rules were written.
"""

from __future__ import annotations

from collections.abc import Mapping

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "electrician": (
        "Tenant kept losing the sockets upstairs. I meggered the ring and found a nail through "
        "the cable.",
        "Lights flickered in block C each evening. Loose neutral in the riser, tightened it, gone.",
        "The RCD would not hold. Turned out to be the immersion heater, element was earthed.",
        "We had a panel humming. Phase two was at ninety amps, the others at twenty, so we moved "
        "two feeds.",
        "Fire alarm dropped out every time it rained. Gland on the roof sounder was cracked.",
        "Smelled burning by the dryer. Killed the supply, opened the socket, terminals were "
        "charred.",
        "Apprentice wired a contactor backwards in March. I had him trace it with the drawing "
        "until he saw it.",
    ),
    "nurse": (
        "Mrs. Adeyemi's breathing got shallow around four. I sat her up, put oxygen on and "
        "bleeped the registrar.",
        "A drip ran through in twenty minutes. The pump alarm had been muted by the day shift.",
        "He pulled his cannula twice, so I bandaged the arm and moved him next to the desk.",
        "Her potassium came back at two point eight. We held the diuretic and rang pharmacy.",
        "The stoma bag leaked onto the sheets and she cried. We tried a convex plate and it "
        "sealed.",
        "Found bed nine on the floor at dawn. Checked pupils, hips, called the doctor, wrote it "
        "up.",
        "Sepsis in the side room. Cultures, fluids, antibiotics within forty minutes.",
    ),
    "cook": (
        "Hollandaise split with sixty covers waiting. I started over with two yolks and beat the "
        "old one back in.",
        "Our fish guy sent grey scallops. I boxed them up, sent them back, ran gnocchi that "
        "evening.",
        "The walk-in stood at eleven degrees on a Sunday. Dumped the cream, iced the meat, rang "
        "the fridge man.",
        "Someone had flagged sesame on table six and the dressing had tahini. I pulled the plate "
        "at the pass.",
        "Risotto came back raw twice. Turned out the stock pot had been off since noon.",
        "Forty extra for a wedding at three hours' notice, so I stretched the ragu with lentils.",
        "My sous cut his thumb on the mandoline. Wrapped it, drove him in, plated starters alone "
        "until ten.",
    ),
    "driver": (
        "Air pressure fell near Hanover. I coasted onto the shoulder, found a split hose under "
        "the trailer.",
        "The ferry was cancelled, so I slept in Calais and rang the depot at six for a new slot.",
        "Two pallets had shifted behind the curtain. Restrapped them in a lay-by, lost an hour.",
        "Tachograph card froze at the border. I wrote the times by hand on a roll.",
        "Low bridge on the diversion, four metres one. I reversed three hundred yards with a cop "
        "behind me.",
        "A cyclist came up the inside in Leeds. I had stopped already because the mirror showed "
        "a shadow.",
        "Delivered to the wrong gate in Lyon. They unloaded half before anybody read the note.",
    ),
    "gardener": (
        "Box blight went through the whole parterre in June. I burned it and replanted with holly.",
        "The pond turned green overnight. Dead heron under the pump.",
        "Lawn went yellow in stripes. Spreader had been set wide open by the lad.",
        "Old beech dropped a limb on the path. We fenced it, rang the surveyor, he found rot at "
        "the fork.",
        "Moles had the cricket square up two days before the match. I rolled it and sanded the "
        "runs.",
        "Rhododendrons sulked for a decade. Dug one out and the roots sat in builder's lime.",
        "My client wanted palms. I showed her frost maps and we planted a fig against the south "
        "wall.",
    ),
    "teacher": (
        "Kai would not touch a pencil. I let him dictate to Ruby, and in May he wrote his own "
        "name.",
        "Half of year five thought bigger denominators were bigger fractions. I cut up pizzas "
        "for a lesson.",
        "The choir fell apart when the piano broke. We clapped the rhythm and sang it bare.",
        "Two boys were fighting over a football sticker. I kept them in, they drew up a contract.",
        "A mum shouted at me at the gate about spelling. I fetched his notebook and we read it "
        "on the bench.",
        "Phonics flopped on Mondays. I swapped it with swimming and the mumbling stopped.",
        "A girl hid under the desk whenever we read aloud. We recorded her at lunch instead.",
    ),
    "salesperson": (
        "Lost the brewery over freight. I drove up in January, tasted the beer, came home with "
        "half of it.",
        "Dentist in Mainz ghosted me for six weeks. I mailed her a broken drill bit with a "
        "sticky note.",
        "Procurement wanted thirty off. I took the warranty out and they picked twenty with it in.",
        "A hospital chain stalled on legal. I got both lawyers into one room in Cork, done by "
        "lunch.",
        "Bakery owner hung up on me twice. Third time I said nothing about ovens, just flour "
        "prices.",
        "Renewal was dead. I found seven seats logged in from the new site and rang that foreman.",
        "Rival undercut us by eight grand. I showed them the invoice for spares, page two.",
    ),
    "developer": (
        "Deploy hung at ninety percent. A migration held a lock since an analyst left psql open.",
        "Heap grew until the pod died on Sundays. A cron cached every tenant's logo.",
        "Checkout double-charged eleven folks. Webhook retried, we had no idempotency key, I "
        "added one.",
        "Tests were flaky on CI only. Timezone. Pinned it to UTC.",
        "Kafka lag hit two million. Someone shipped a regex that backtracked on emoji.",
        "The query took nine seconds. Composite index, down to forty millis.",
        "Safari dropped the cookie after a redirect. SameSite had been strict since Tuesday.",
    ),
    "receptionist": (
        "A wedding party arrived with twelve and I had eight keys. Rang the Mercure, walked them "
        "over with umbrellas.",
        "The lady in 214 smelled gas. I emptied the corridor, shut the cock, rang the brigade.",
        "Card terminal died at checkout. I wrote slips, fetched the spare from the bar.",
        "A gentleman swore I had sold his suite. I comped breakfast and found the typo in Opera.",
        "Two coaches pulled up at once. I handed out soup in the lobby while Milan did the forms.",
        "Child locked herself in the sauna. Maintenance took the hinge off, she got an ice cream.",
        "Minibar bill of ninety euros for a teetotaller. Took it off, flagged the maid's sheet.",
    ),
    "machinist": (
        "Bores came out eight hundredths over. Spindle bearing, you could hear it after lunch.",
        "Burrs on the flange every Thursday. Coolant got topped up with plain water by nights.",
        "I turned the insert and chatter went from awful to none.",
        "A batch of forty shafts was scrapped in August. Drawing said metric, stock was inch.",
        "Chuck let go at two thousand rpm. I had the guard shut, thank God.",
        "Micrometer was out by a hair. Sent it off, remeasured sixty.",
        "The robot kept dropping castings. Gripper pads worn, twelve quid.",
    ),
    "accountant": (
        "VAT was off by four hundred and six euros. Two invoices keyed with the comma slipped.",
        "Freight accrual doubled in April. Somebody had reversed the reversal.",
        "Bank feed skipped a Saturday. I pulled the statement and keyed nine lines.",
        "Auditor flagged the petty tin. It was short by twelve, a taxi nobody had booked.",
        "Our Polish sub posted in zloty. I caught it since margin jumped to ninety percent.",
        "Depreciation ran twice in December. I backed it out before the board pack went.",
        "Debtor ledger would not tie. A credit memo sat in suspense since Easter.",
    ),
    "carer": (
        "Mr. Haas refused to bathe for nine days. His wife had drowned. We went with a flannel "
        "and the radio.",
        "Pills turned up in her slippers. I crushed nothing, rang the GP, got drops.",
        "She wandered out at midnight in a nightie. I walked beside her till she tired and we "
        "had cocoa.",
        "The hoist battery quit with him hanging. Lowered him by the red lever, swapped it.",
        "His son yelled about a bruise. I fetched the chart, it was from the blood draw on Monday.",
        "Nobody understood Ilse since her stroke. I made cards with her grandson, forty of them.",
        "A pressure sore opened on the heel. Floated it on a cushion, closed by Whitsun.",
    ),
}

OFF_TOPIC: tuple[str, ...] = (
    "Do you happen to know whether the cinema downtown shows anything decent tonight?",
    "Lovely weather, isn't it? Sunshine, birdsong, hardly any clouds above the rooftops.",
    "Penguins are flightless seabirds that inhabit Antarctica and feed mainly on krill and squid.",
    "My favorite band is touring Europe and I can hardly wait for the concert.",
    "Which smartphone would you recommend for photography, Samsung or Apple or Google?",
    "Pasta tastes best with garlic, olives, capers and a splash of decent vinegar.",
    "Good afternoon, dear sir, hope you are having a pleasant and sunny afternoon!",
    "Football is boring compared with basketball, tennis, cycling and swimming.",
    "The capital of Australia is Canberra, although many believe it is Sydney.",
    "How tall is the Eiffel tower, and which river flows beneath it?",
    "Astrology says Scorpio and Pisces are compatible whereas Gemini and Virgo clash.",
    "Electric cars are cheaper than petrol cars, thanks to subsidies and batteries.",
    "Could you recommend a cheap restaurant near the cathedral with vegetarian dishes?",
    "Cats sleep sixteen hours daily, dogs barely twelve, elephants hardly four.",
    "The government should lower taxes and build motorways, bridges and airports.",
    "Greetings and salutations, wonderful virtual host, hopefully you enjoy this sunshine!",
    "Bitcoin, ethereum and dogecoin are volatile, speculative and overhyped.",
    "Who painted the Mona Lisa, Leonardo or Michelangelo or perhaps Raphael?",
    "Yoga and meditation bring harmony, balance, serenity and inner sunshine.",
    "Chess openings such as the Sicilian and the Caro-Kann are terribly complicated.",
    "Is Mars colder than Venus, and does Jupiter have rings like Saturn?",
    "My zodiac sign is Leo, my lucky color purple, my favorite fruit mango.",
    "Netflix, Disney and Amazon keep raising subscription prices, which is ridiculous.",
    "Coffee from Ethiopia tastes floral whereas Sumatran beans taste earthy and dark.",
    "Do dolphins sleep underwater, or do they float near the surface?",
    "Roses are red, violets are blue, sugar is sweet and honey is too.",
    "Climate policy, immigration and pensions dominate every television debate nowadays.",
    "Where can tourists park a caravan around the lake in summer?",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed eiusmod tempor.",
    "Mountains are prettier than beaches, particularly in autumn, with golden larches.",
    "Happy birthday to grandma, best wishes, hugs and kisses from all grandchildren!",
    "Blue whales weigh a hundred and fifty tonnes and swim across oceans.",
    "What is the meaning of existence, and does the universe end somewhere?",
    "Guitars, ukuleles and mandolins are tuned quite unlike violins or cellos.",
    "Winter jackets are expensive; wool, down and fleece keep bodies warm.",
    "Is it true that Einstein played violin, and rather badly?",
    "Sourdough needs flour, salt, warm water and a lively, bubbly starter.",
    "Tigers, lions and leopards belong to the genus Panthera.",
    "Thanks a million, gorgeous weekend ahead, cheerio and toodle-oo, dear friend!",
    "Soap operas are silly, melodramatic, predictable and strangely addictive.",
    "Which airline flies cheaply to Iceland in February, Lufthansa or Wizz?",
    "Roulette, poker and blackjack are games of chance, mostly favoring casinos.",
    "Vampires cannot stand garlic, crucifixes or sunlight, according to folklore.",
    "Rome, Athens and Carthage were rival powers around the Mediterranean.",
)
