import type { OwnPageWords } from "./en";

/** The candidate's own page in German. */
export const de: OwnPageWords = {
  pageTitle: "Ihre Bewerbung",
  loading: "Ihre Seite wird geladen",
  notLoaded: "Ihre Seite konnte nicht geladen werden. Ihre Daten sind nicht betroffen.",
  notSaved: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
  position: (position, company) => (position ? `${position} bei ${company}` : company),
  status: {
    preparing: "Ihr Interview wird vorbereitet.",
    ready: "Ihr Interview ist bereit.",
    scheduled: "Ihr Interview hat einen Termin.",
    in_progress: "Ihr Interview hat begonnen.",
    in_review: "Ihre Antworten werden geprüft.",
    decided: "Die Entscheidung ist gefallen.",
    withdrawn: "Sie haben Ihre Bewerbung zurückgezogen.",
    closed: "Dieses Interview ist beendet.",
  },
  now: "Jetzt",
  next: "Als Nächstes",
  afterThat: "Danach",
  steps: {
    preparing: "Sie müssen nichts tun. Sie erhalten eine Nachricht, sobald es so weit ist.",
    ready: (until) => `Sie können bis zum ${until} jederzeit beginnen.`,
    scheduled: (at) => `Ihr Interview beginnt am ${at}. Öffnen Sie dann wieder diesen Link.`,
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
      `${company} weiß, dass Sie Ihre Bewerbung zurückgezogen haben. Ihre Antworten werden nicht weiter bewertet.`,
    closed: "Sie können nicht mehr teilnehmen.",
    kept: (days) =>
      `Ihre Antworten und persönlichen Daten werden ${days} Tage nach dem Ende des Interviews gelöscht. Sie können sie auch früher löschen: siehe „Meine Daten“ unten.`,
  },
  toInterview: "Zum Interview",
  time: {
    heading: "Termin",
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
    remindHint:
      "Das trägt nur eine Erinnerung in Ihren Kalender ein. Sie können auch zu jeder anderen Zeit beginnen, solange der Link gültig ist.",
    remindFile: "Erinnerung speichern",
    missing: "Wählen Sie einen Tag und eine Uhrzeit.",
  },
  slots: {
    loading: "Die Zeiten werden geladen",
    notLoaded: "Die Zeiten konnten nicht geladen werden.",
    choose: "Eine Zeit wählen",
    move: "Eine andere Zeit wählen",
    hint: (minutes, zone) =>
      `Jede dauert etwa ${minutes} Minuten. Die Zeiten gelten in Ihrer Zeitzone, ${zone}. Sie erhalten eine Einladung.`,
    none: "Zurzeit ist keine Zeit frei. Sehen Sie später noch einmal nach, oder bitten Sie unten um einen Menschen.",
    closed: "Die Zeit kann hier nicht mehr geändert werden. Siehe „Fragen“ unten.",
    taken: "Diese Zeit wurde gerade von jemand anderem gebucht. Wählen Sie eine andere.",
    booking: "Wird gebucht …",
    booked: (at) => `Ihr Interview ist für ${at} gebucht.`,
  },
  contact: {
    heading: "Fragen",
    write: "Schreiben Sie an",
    nobody: "Schreiben Sie der Person, die Sie eingeladen hat.",
    person: "Um einen Menschen bitten",
    asking: "Wird gesendet …",
    before:
      "Möchten Sie lieber mit einem Menschen als mit dem Computer sprechen? Bitten Sie darum, und ein Mensch meldet sich bei Ihnen.",
    after:
      "Wenn Sie mit einem Menschen sprechen möchten, bitten Sie darum. Ein Mensch meldet sich bei Ihnen.",
    asked: (at) =>
      `Sie haben am ${at} um einen Menschen gebeten. Ein Mensch meldet sich bei Ihnen.`,
  },
  result: {
    heading: "Das Ergebnis",
    goesOn: (company) => `${company} möchte das Verfahren mit Ihnen fortsetzen.`,
    doesNotGoOn: (company) => `${company} setzt das Verfahren mit Ihnen nicht fort.`,
    how: (day) =>
      `Diese Entscheidung hat ein Mensch am ${day} getroffen. So deutlich zeigten Ihre Antworten die einzelnen Bereiche:`,
    impressions: {
      clear: "Deutliche Beispiele",
      partial: "Einige Beispiele",
      little: "Wenige Beispiele",
      not_assessed: "Nicht bewertet",
    },
    note: "Es geht nur um das, was Sie in diesem einen Interview gesagt haben, nicht um Sie als Person.",
  },
  review: {
    heading: "Überprüfung durch einen Menschen",
    intro:
      "Wenn Sie das Ergebnis für falsch halten, bitten Sie um eine Überprüfung. Ein Mensch sieht es sich dann noch einmal an.",
    label: "Was soll noch einmal geprüft werden?",
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
      "Wenn etwas falsch verstanden wurde, schreiben Sie, was Sie gesagt haben. Wer Ihre Antwort liest, sieht beides.",
    show: (count) => (count === 1 ? "1 Antwort anzeigen" : `${count} Antworten anzeigen`),
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
    intro: "Ihre Rückmeldung fließt nicht in die Bewertung Ihrer Antworten ein.",
    legend: "Ihre Bewertung",
    stars: ["Schlecht", "Nicht so gut", "In Ordnung", "Gut", "Sehr gut"],
    label: "Was war gut, und was nicht?",
    hint: "Sie können das Feld leer lassen.",
    send: "Rückmeldung senden",
    sending: "Wird gesendet …",
    missing: "Wählen Sie zuerst eine Bewertung.",
    thanks: "Danke. Ihre Rückmeldung ist gespeichert. Sie können sie ändern.",
  },
  voluntary: {
    heading: "Freiwillige Fragen",
    intro: (company: string) =>
      `Sie können diese Fragen beantworten oder auslassen. ${company} zählt aus den Antworten, ob alle Gruppen gleich behandelt werden.`,
    privacy:
      "Ihre Antworten werden getrennt von Ihrem Interview gespeichert. Niemand außer Ihnen sieht sie. Sie gehören nicht zur Bewertung und erreichen nie die Entscheidung. Sie werden zusammen mit Ihren Daten gelöscht.",
    questions: {
      gender: "Geschlecht",
      ethnicity: "Ethnische Zugehörigkeit",
      age: "Alter",
      disability: "Haben Sie eine Behinderung?",
    },
    answers: {
      gender: { woman: "Frau", man: "Mann", non_binary: "Nichtbinär", other: "Anderes Geschlecht" },
      age: {
        under_30: "Unter 30",
        "30_to_39": "30 bis 39",
        "40_to_49": "40 bis 49",
        "50_to_59": "50 bis 59",
        "60_or_over": "60 oder älter",
      },
      disability: { yes: "Ja", no: "Nein" },
      ethnicity: {
        hispanic_or_latino: "Hispanisch oder Latino",
        white: "Weiß",
        black_or_african_american: "Schwarz oder afroamerikanisch",
        asian: "Asiatisch",
        native_hawaiian_or_pacific_islander: "Hawaiisch oder von anderen Pazifikinseln",
        american_indian_or_alaska_native: "Indigen (Amerika oder Alaska)",
        two_or_more: "Zwei oder mehr davon",
        black: "Schwarz",
        mixed: "Gemischt",
        other: "Andere Zugehörigkeit",
      },
    },
    silence: "Keine Angabe",
    send: "Antworten speichern",
    sending: "Wird gespeichert…",
    thanks: "Gespeichert. Sie können Ihre Antworten hier ändern oder zurücknehmen.",
  },
  data: {
    heading: "Meine Daten",
    intro: "Sie können eine Kopie Ihrer Daten herunterladen oder Ihre Daten löschen.",
    text: "Als Text herunterladen",
    json: "Als JSON herunterladen",
    preparing: "Wird vorbereitet …",
    erase: "Meine Daten löschen",
    question: "Alle Ihre Daten löschen?",
    meaning: (company) =>
      `Ihr Name, Ihre Kontaktdaten, Ihr Lebenslauf, Ihre Antworten und Aufnahmen werden sofort gelöscht und können nicht wiederhergestellt werden. Wenn Ihre Bewerbung noch offen ist, endet sie. ${company} behält Termine, Bewertungen und Ergebnis des Interviews und die Sterne Ihrer Rückmeldung, ohne Ihren Namen, um zeigen zu können, dass alle gleich behandelt werden. In Sicherungskopien können die Daten noch eine Zeit lang enthalten sein.`,
    keep: "Daten behalten",
    confirm: "Alles löschen",
    deleting: "Wird gelöscht …",
    erased: "Ihre Daten wurden gelöscht.",
    erasedText: (company) =>
      `${company} hat Ihren Namen, Ihre Kontaktdaten und Ihre Antworten nicht mehr. Dieser Link funktioniert nicht mehr. Sie können die Seite schließen.`,
    copyTitle: "Ihre Daten",
  },
  withdraw: {
    heading: "Zurückziehen",
    intro:
      "Sie können Ihre Bewerbung bis zur Entscheidung jederzeit zurückziehen. Sie müssen keinen Grund nennen.",
    button: "Bewerbung zurückziehen",
    question: "Ihre Bewerbung zurückziehen?",
    meaning: (company) =>
      `Das Interview endet, und ${company} erfährt davon. Das lässt sich nicht rückgängig machen. Ihre Daten bleiben, bis Sie diese löschen oder die Speicherfrist endet.`,
    keep: "Nicht zurückziehen",
    confirm: "Zurückziehen",
    sending: "Wird zurückgezogen …",
  },
  code: {
    sent: "Wir haben einen sechsstelligen Code gesendet an",
    intro:
      "Der Code ist 10 Minuten gültig. Wenn er nicht innerhalb einer Minute ankommt, sehen Sie im Spam-Ordner nach.",
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
