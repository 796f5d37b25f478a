import type { OwnPageWords } from "./en";

/** The candidate's own page in German. */
export const de: OwnPageWords = {
  pageTitle: "Ihre Bewerbung",
  loading: "Ihre Seite wird geladen",
  notLoaded: "Ihre Seite konnte nicht geladen werden. Es ist nichts verloren.",
  notSaved: "Das wurde nicht gespeichert.",
  position: (position, company) => (position ? `${position} bei ${company}` : company),
  status: {
    preparing: "Ihr Interview wird vorbereitet.",
    ready: "Ihr Interview ist bereit.",
    scheduled: "Ihr Interview hat einen Termin.",
    in_progress: "Ihr Interview hat begonnen.",
    in_review: "Ein Mensch liest Ihre Antworten.",
    decided: "Es wurde entschieden.",
    withdrawn: "Sie haben Ihre Bewerbung zurückgezogen.",
    closed: "Dieses Interview ist geschlossen.",
  },
  now: "Jetzt",
  next: "Als Nächstes",
  afterThat: "Danach",
  steps: {
    preparing: "Sie müssen nichts tun. Sie erhalten eine Nachricht, sobald es bereit ist.",
    ready: (until) => `Beginnen Sie bis zum ${until}, wann es Ihnen passt.`,
    scheduled: (at) => `Ihr Interview beginnt am ${at}. Kommen Sie mit demselben Link wieder.`,
    inProgress: "Mit demselben Link können Sie dort weitermachen, wo Sie aufgehört haben.",
    afterInterview: (company) =>
      `Ein Mensch bei ${company} liest Ihre Antworten und entscheidet. Der Computer entscheidet nicht.`,
    inReview: (company) =>
      `Ihre Antworten sind gespeichert. Ein Mensch bei ${company} liest sie und entscheidet. Der Computer entscheidet nicht.`,
    replyBy: (company, day) => `${company} verspricht Ihnen eine Antwort bis zum ${day}.`,
    reply: (company, email) =>
      email
        ? `${company} meldet sich bei Ihnen unter ${email}.`
        : "Die Person, die Sie eingeladen hat, meldet sich bei Ihnen.",
    decided: (company) => `Ein Mensch bei ${company} hat über Ihre Bewerbung entschieden.`,
    told: (company) =>
      `${company} teilt Ihnen das Ergebnis mit. Wenn Sie nichts hören, fragen Sie nach: siehe „Fragen“ unten.`,
    withdrawn: (company) =>
      `${company} weiß, dass Sie Ihre Bewerbung zurückgezogen haben. Niemand beurteilt Sie weiter.`,
    closed: "Sie können nicht mehr teilnehmen.",
    kept: (days) =>
      `Ihre Antworten und persönlichen Daten werden ${days} Tage nach dem Ende des Interviews gelöscht, oder sofort, wenn Sie es wünschen, siehe unten.`,
  },
  toInterview: "Zum Interview",
  time: {
    heading: "Zeit",
    calendar: "In den Kalender eintragen",
    change: "Eine andere Zeit wählen",
    newTime: "Neue Zeit",
    newTimeHint:
      "Frühestens in 15 Minuten, spätestens in 14 Tagen. Sie erhalten eine neue Einladung.",
    save: "Neue Zeit speichern",
    saving: "Wird gespeichert …",
    saved: (at) => `Ihr Interview ist jetzt am ${at}.`,
    remind: "Später erinnern",
    remindAt: "Wann soll Ihr Kalender Sie erinnern?",
    remindHint: "Sie brauchen keinen Termin. Der Link funktioniert auch zu jeder anderen Zeit.",
    remindFile: "Erinnerung speichern",
    missing: "Wählen Sie einen Tag und eine Uhrzeit.",
  },
  contact: {
    heading: "Fragen",
    write: "Schreiben Sie an",
    nobody: "Schreiben Sie der Person, die Sie eingeladen hat.",
    person: "Um einen Menschen bitten",
    asking: "Wird gesendet …",
    before:
      "Sie müssen nicht mit einem Computer sprechen. Bitten Sie darum, und ein Mensch meldet sich bei Ihnen.",
    after:
      "Wenn Sie mit einem Menschen sprechen möchten, bitten Sie darum. Jemand meldet sich bei Ihnen.",
    asked: (at) => `Sie haben am ${at} um einen Menschen gebeten. Jemand meldet sich bei Ihnen.`,
  },
  result: {
    heading: "Das Ergebnis",
    goesOn: (company) => `${company} möchte mit Ihnen weitermachen.`,
    doesNotGoOn: (company) => `${company} macht mit Ihrer Bewerbung nicht weiter.`,
    how: (day) =>
      `Das hat ein Mensch am ${day} entschieden, nachdem er Ihre Antworten gelesen hatte. So deutlich zeigten Ihre Antworten die einzelnen Bereiche:`,
    impressions: {
      clear: "Deutliche Beispiele",
      partial: "Einige Beispiele",
      little: "Wenige Beispiele",
      not_assessed: "Dazu wurde zu wenig gesagt",
    },
    note: "Das betrifft, was Sie in diesem einen Interview gesagt haben, nicht Sie als Person.",
  },
  review: {
    heading: "Überprüfung durch einen Menschen",
    intro: "Wenn Sie das Ergebnis für falsch halten, sieht es sich ein Mensch noch einmal an.",
    label: "Was soll sich der Mensch ansehen?",
    hint: "Sie können das Feld leer lassen.",
    send: "Um Überprüfung bitten",
    sending: "Wird gesendet …",
    asked: (at) => `Sie haben am ${at} um eine Überprüfung gebeten. Ein Mensch wird antworten.`,
    yours: "Sie haben geschrieben:",
    answered: (at) => `Ein Mensch hat am ${at} geantwortet:`,
  },
  answers: {
    heading: "Ihre Antworten",
    intro:
      "Wenn etwas falsch gehört wurde, schreiben Sie, was Sie gesagt haben. Wer Ihre Antwort liest, sieht beides.",
    show: (count) => (count === 1 ? "1 Antwort zeigen" : `${count} Antworten zeigen`),
    hide: "Antworten ausblenden",
    none: "Ihre Antworten sind nicht mehr gespeichert.",
    correct: "Diese Antwort berichtigen",
    change: "Berichtigung ändern",
    label: "Was Sie gesagt haben",
    save: "Berichtigung speichern",
    saving: "Wird gespeichert …",
    cancel: "Abbrechen",
    yours: "Ihre Berichtigung:",
  },
  feedback: {
    heading: "Wie war es?",
    intro: "Ihre Rückmeldung hat keinen Einfluss auf die Entscheidung.",
    legend: "Ihre Bewertung",
    stars: ["Schlecht", "Nicht so gut", "In Ordnung", "Gut", "Sehr gut"],
    label: "Was war gut, und was nicht?",
    hint: "Sie können das Feld leer lassen.",
    send: "Rückmeldung senden",
    sending: "Wird gesendet …",
    missing: "Wählen Sie zuerst eine Bewertung.",
    thanks: "Danke. Ihre Rückmeldung ist gespeichert. Sie können sie ändern.",
  },
  data: {
    heading: "Meine Daten",
    intro: "Sie können eine Kopie mitnehmen oder alles löschen lassen.",
    text: "Zum Lesen herunterladen",
    json: "Als JSON-Datei herunterladen",
    preparing: "Wird vorbereitet …",
    erase: "Meine Daten löschen",
    question: "Alle Ihre Daten löschen?",
    meaning: (company) =>
      `Ihr Name, Ihre Kontaktdaten, Ihr Lebenslauf, Ihre Antworten und Aufnahmen werden sofort gelöscht und können nicht wiederhergestellt werden. Wenn Ihre Bewerbung noch offen ist, endet sie. ${company} behält nur, dass es ein Interview gab, wann es war und wie es ausging, ohne Ihren Namen, um zeigen zu können, dass alle gleich behandelt werden.`,
    keep: "Daten behalten",
    confirm: "Alles löschen",
    deleting: "Wird gelöscht …",
    erased: "Ihre Daten sind gelöscht.",
    erasedText: (company) =>
      `${company} hat Ihren Namen, Ihre Kontaktdaten und Ihre Antworten nicht mehr. Dieser Link funktioniert nicht mehr. Sie können die Seite schließen.`,
    copyTitle: "Ihre Daten",
  },
  withdraw: {
    heading: "Zurückziehen",
    intro: "Sie können Ihre Bewerbung jederzeit zurückziehen. Sie müssen keinen Grund nennen.",
    button: "Bewerbung zurückziehen",
    question: "Ihre Bewerbung zurückziehen?",
    meaning: (company) =>
      `Das Interview endet, und ${company} erfährt davon. Das lässt sich nicht rückgängig machen. Ihre Daten bleiben, bis Sie die Löschung wünschen oder ihre Zeit abläuft.`,
    keep: "Dabei bleiben",
    confirm: "Zurückziehen",
    sending: "Wird zurückgezogen …",
  },
  code: {
    sent: "Wir haben einen sechsstelligen Code gesendet an",
    intro:
      "Der Code gilt 10 Minuten. Wenn er nicht innerhalb einer Minute ankommt, sehen Sie im Spam-Ordner nach.",
    label: "Sechsstelliger Code",
    hint: "Sie können den ganzen Code einfügen.",
    digits: (count) => `Der Code hat 6 Ziffern. Sie haben ${count} eingegeben.`,
    wrong: "Der Code ist falsch. Verwenden Sie den Code aus unserer letzten E-Mail.",
    failed: "Der Code konnte nicht gesendet oder geprüft werden.",
    next: "Weiter",
    checking: "Wird geprüft …",
    again: "Neuen Code senden",
    againIn: (time) => `Neuen Code senden in ${time}`,
    left: (count) =>
      count > 0
        ? `Noch ${count === 1 ? "1 Versuch" : `${count} Versuche`} mit diesem Code.`
        : "Keine Versuche mehr mit diesem Code. Lassen Sie sich einen neuen senden.",
    noAccess:
      "Wenn Sie auf diese Adresse keinen Zugriff haben, wenden Sie sich an die Person, die Sie eingeladen hat.",
    closedUntil: (time) => `Zu viele Versuche. Versuchen Sie es um ${time} noch einmal.`,
  },
};
