import { i18n } from "@lingui/core";

/** The competency groups of ESCO, and those of the question bank; the API names all of them in English. */
const names = (): [string, string][] => [
  ["accessing and analyzing digital data", i18n._("Accessing and analyzing digital data")],
  ["advising and consulting", i18n._("Advising and consulting")],
  [
    "agriculture, forestry, fisheries and veterinary",
    i18n._("Agriculture, forestry, fisheries and veterinary"),
  ],
  ["allocating and controlling resources", i18n._("Allocating and controlling resources")],
  [
    "analyzing and evaluating information and data",
    i18n._("Analyzing and evaluating information and data"),
  ],
  ["applying civic skills and competences", i18n._("Applying civic skills and competences")],
  ["applying cultural skills and competences", i18n._("Applying cultural skills and competences")],
  [
    "applying entrepreneurial and financial skills and competences",
    i18n._("Applying entrepreneurial and financial skills and competences"),
  ],
  [
    "applying environmental skills and competences",
    i18n._("Applying environmental skills and competences"),
  ],
  ["applying general knowledge", i18n._("Applying general knowledge")],
  [
    "applying health-related skills and competences",
    i18n._("Applying health-related skills and competences"),
  ],
  ["arts and humanities", i18n._("Arts and humanities")],
  ["assembling and fabricating products", i18n._("Assembling and fabricating products")],
  ["building and developing teams", i18n._("Building and developing teams")],
  [
    "building and developing teams; leading and motivating",
    i18n._("Building and developing teams; leading and motivating"),
  ],
  ["building and repairing structures", i18n._("Building and repairing structures")],
  ["business, administration and law", i18n._("Business, administration and law")],
  ["calculating and estimating", i18n._("Calculating and estimating")],
  ["cleaning", i18n._("Cleaning")],
  ["collaborating in teams and networks", i18n._("Collaborating in teams and networks")],
  ["communicating", i18n._("Communicating")],
  [
    "conducting studies, investigations and examinations",
    i18n._("Conducting studies, investigations and examinations"),
  ],
  ["counselling", i18n._("Counselling")],
  [
    "creating artistic, visual or instructive materials",
    i18n._("Creating artistic, visual or instructive materials"),
  ],
  ["dealing with problems", i18n._("Dealing with problems")],
  ["demonstrating willingness to learn", i18n._("Demonstrating willingness to learn")],
  ["designing systems and products", i18n._("Designing systems and products")],
  ["developing objectives and strategies", i18n._("Developing objectives and strategies")],
  ["documenting and recording information", i18n._("Documenting and recording information")],
  ["driving vehicles", i18n._("Driving vehicles")],
  ["education", i18n._("Education")],
  [
    "engineering, manufacturing and construction",
    i18n._("Engineering, manufacturing and construction"),
  ],
  [
    "finishing interior or exterior of structures",
    i18n._("Finishing interior or exterior of structures"),
  ],
  ["following an ethical code of conduct", i18n._("Following an ethical code of conduct")],
  ["generic programs and qualifications", i18n._("Generic programs and qualifications")],
  [
    "handling and disposing of waste and hazardous materials",
    i18n._("Handling and disposing of waste and hazardous materials"),
  ],
  ["handling animals", i18n._("Handling animals")],
  ["health and welfare", i18n._("Health and welfare")],
  [
    "information and communication technologies",
    i18n._("Information and communication technologies"),
  ],
  [
    "installing interior or exterior infrastructure",
    i18n._("Installing interior or exterior infrastructure"),
  ],
  [
    "installing, maintaining and repairing electrical, electronic and precision equipment",
    i18n._("Installing, maintaining and repairing electrical, electronic and precision equipment"),
  ],
  [
    "installing, maintaining and repairing mechanical equipment",
    i18n._("Installing, maintaining and repairing mechanical equipment"),
  ],
  ["languages", i18n._("Languages")],
  ["leading and motivating", i18n._("Leading and motivating")],
  ["leading others", i18n._("Leading others")],
  ["liaising and networking", i18n._("Liaising and networking")],
  ["maintaining a positive attitude", i18n._("Maintaining a positive attitude")],
  ["making decisions", i18n._("Making decisions")],
  [
    "making moulds, casts, models and patterns",
    i18n._("Making moulds, casts, models and patterns"),
  ],
  ["managing information", i18n._("Managing information")],
  [
    "manipulating and controlling objects and equipment",
    i18n._("Manipulating and controlling objects and equipment"),
  ],
  ["mastering languages", i18n._("Mastering languages")],
  ["measuring physical properties", i18n._("Measuring physical properties")],
  [
    "monitoring developments in area of expertise",
    i18n._("Monitoring developments in area of expertise"),
  ],
  ["monitoring, inspecting and testing", i18n._("Monitoring, inspecting and testing")],
  ["moving and lifting", i18n._("Moving and lifting")],
  [
    "natural sciences, mathematics and statistics",
    i18n._("Natural sciences, mathematics and statistics"),
  ],
  ["negotiating", i18n._("Negotiating")],
  ["obtaining information verbally", i18n._("Obtaining information verbally")],
  ["operating aircraft", i18n._("Operating aircraft")],
  [
    "operating machinery for the extraction and processing of raw materials",
    i18n._("Operating machinery for the extraction and processing of raw materials"),
  ],
  [
    "operating machinery for the manufacture of products",
    i18n._("Operating machinery for the manufacture of products"),
  ],
  ["operating mobile plant", i18n._("Operating mobile plant")],
  ["operating watercraft", i18n._("Operating watercraft")],
  [
    "organizing, planning and scheduling work and activities",
    i18n._("Organizing, planning and scheduling work and activities"),
  ],
  ["performing administrative activities", i18n._("Performing administrative activities")],
  ["performing and entertaining", i18n._("Performing and entertaining")],
  ["planning and organizing", i18n._("Planning and organizing")],
  [
    "positioning materials, tools or equipment",
    i18n._("Positioning materials, tools or equipment"),
  ],
  ["preparing and serving food and drinks", i18n._("Preparing and serving food and drinks")],
  ["presenting information", i18n._("Presenting information")],
  ["processing information", i18n._("Processing information")],
  [
    "processing information, ideas and concepts",
    i18n._("Processing information, ideas and concepts"),
  ],
  ["programming computer systems", i18n._("Programming computer systems")],
  ["promoting, selling and purchasing", i18n._("Promoting, selling and purchasing")],
  ["protecting and enforcing", i18n._("Protecting and enforcing")],
  ["providing general personal care", i18n._("Providing general personal care")],
  [
    "providing health care or medical treatments",
    i18n._("Providing health care or medical treatments"),
  ],
  [
    "providing information and support to the public and clients",
    i18n._("Providing information and support to the public and clients"),
  ],
  ["recruiting and hiring", i18n._("Recruiting and hiring")],
  ["responding to physical circumstances", i18n._("Responding to physical circumstances")],
  ["services", i18n._("Services")],
  [
    "setting up and protecting computer systems",
    i18n._("Setting up and protecting computer systems"),
  ],
  [
    "social sciences, journalism and information",
    i18n._("Social sciences, journalism and information"),
  ],
  ["solving problems", i18n._("Solving problems")],
  [
    "sorting and packaging goods and materials",
    i18n._("Sorting and packaging goods and materials"),
  ],
  ["supervising people", i18n._("Supervising people")],
  ["supporting others", i18n._("Supporting others")],
  ["taking a proactive approach", i18n._("Taking a proactive approach")],
  ["teaching and training", i18n._("Teaching and training")],
  ["tending plants and crops", i18n._("Tending plants and crops")],
  ["thinking creatively and innovatively", i18n._("Thinking creatively and innovatively")],
  ["transforming and blending materials", i18n._("Transforming and blending materials")],
  [
    "using digital tools for collaboration, content creation and problem solving",
    i18n._("Using digital tools for collaboration, content creation and problem solving"),
  ],
  ["using digital tools to control machinery", i18n._("Using digital tools to control machinery")],
  ["using hand tools", i18n._("Using hand tools")],
  ["using more than one language", i18n._("Using more than one language")],
  [
    "using precision instrumentation and equipment",
    i18n._("Using precision instrumentation and equipment"),
  ],
  [
    "washing and maintaining textiles and clothing",
    i18n._("Washing and maintaining textiles and clothing"),
  ],
  ["working efficiently", i18n._("Working efficiently")],
  [
    "working with digital devices and applications",
    i18n._("Working with digital devices and applications"),
  ],
  ["working with numbers and measures", i18n._("Working with numbers and measures")],
  ["working with others", i18n._("Working with others")],
  ["writing and composing", i18n._("Writing and composing")],
];

let known = { language: "", names: new Map<string, string>() };

/** What a competency is called in the reader's language; a name that a person gave stays as it is. */
export function competencyName(name: string): string {
  return translation(name) ?? name;
}

/** The language of what `competencyName` returns: the page's own, or that of a name that it does not know. */
export function competencyLanguage(name: string, own: string | undefined): string | undefined {
  return translation(name) ? undefined : own;
}

function translation(name: string): string | undefined {
  if (known.language !== i18n.locale) known = { language: i18n.locale, names: new Map(names()) };
  return known.names.get(name.toLowerCase());
}
