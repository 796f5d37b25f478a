"""The interviewer's fixed replies to acts: short, plain and true, at least three for what can come twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vivavoce.kernel.translation import phrase, phrases

QUESTION_AGAIN: Sequence[str] = phrases(
    "Back to the question: {question}",
    "Here is the question again: {question}",
    "The question was: {question}",
)
RESUMED: Sequence[str] = phrases(
    "All right, let's continue.",
    "Okay, let's go on.",
    "Okay, let's continue.",
)
CONSENT_QUESTION = phrase("Do you agree to the interview on these terms? Please answer yes or no.")
NO_NEED_TO_START = phrase("You don't have to take part. If you say no, the interview ends here.")
REPHRASED: Sequence[str] = phrases(
    "Let me put it more simply. {plainer} The question was: {question}",
    "In simpler words: {plainer} Here is the question again: {question}",
    "Sure, more simply. {plainer} So the question is: {question}",
)
NOT_REPHRASED: Sequence[str] = phrases(
    "I don't have simpler words for this one, so please take it the way it fits your work: {question}",
    "I can't put it more simply. Answer the part that is clear to you: {question}",
    "I have only these words for it. Whatever you understand by it is fine: {question}",
)
EXPLAINED: Sequence[str] = phrases(
    "Let me say it another way. {plainer} You can choose what fits you best. The question was: {question}",
    "Here is what I mean. {plainer} You can decide which case you take. The question again: {question}",
    "Put another way: {plainer} Take it as it fits your own work. So the question is: {question}",
)
NOT_EXPLAINED: Sequence[str] = phrases(
    "I can't add any details to it. Please choose what fits your own work: {question}",
    "That is all I know about it, so you can decide: {question}",
    "It is up to you how you take it. Just tell me what you assume: {question}",
)
SLOWER: Sequence[str] = phrases(
    "Sure, I'll speak more slowly.",
    "Of course, I'll speak more slowly from now on.",
    "Thanks for telling me. I'll slow down.",
)
LOUDER: Sequence[str] = phrases(
    "I can't raise my voice from here. Please turn up the volume on your end.",
    "I'm afraid I can't speak louder. Turning up the volume of your phone or computer should help.",
    "The volume can only be changed on your end. Please turn it up a little.",
)
READ_AT_YOUR_PACE: Sequence[str] = phrases(
    "There's no rush. Read it at your own pace.",
    "Please take the time you need to read it.",
    "You can read it as slowly as you like.",
)
CAN_WRITE: Sequence[str] = phrases(
    "Yes, you can type your answers, and the question is written here, too.",
    "Sure, typing is fine. The question is written here as well.",
    "Of course, please type.",
)
CANNOT_WRITE: Sequence[str] = phrases(
    "I'm sorry, there is no writing in this interview, only speaking.",
    "I can't offer writing here, I'm sorry.",
    "Writing isn't possible in this interview.",
)
PARTIAL: Sequence[str] = phrases(
    "Yes, please tell me about it.",
    "Yes, that's fine. Please tell me what happened.",
    "Sure, please go ahead and tell me about that.",
)
ASSUME: Sequence[str] = phrases(
    "Take whichever fits best, and tell me what you assumed.",
    "You can decide that yourself. Just tell me what you're assuming.",
    "I can't add anything to it. Assume what's usual in your work, and say so.",
    "That's up to you. Pick one way, tell me which, and go on from there.",
    "I don't know more than the question says. Choose what seems likely to you, and tell me.",
)
OWN_WORK: Sequence[str] = phrases(
    "I see, that isn't your task. What's the nearest thing that you do yourself?",
    "Okay. Which part of your own work comes closest to it?",
    "Fair enough. What in your own work is a little like it?",
)
OWN_PART_OF_CASE: Sequence[str] = phrases(
    "I see, someone else would do that. What would still be yours to do?",
    "Okay. What would your own part be until they take over?",
    "Fair enough. What would you do yourself before you pass it on?",
)
SMALLER_PIECE: Sequence[str] = phrases(
    "A rough version is enough. What could you say or do with what you have?",
    "Then let's take a smaller piece of it. What would come first?",
    "It doesn't have to be complete. Which one step could you describe?",
)
PIECE_OF_STORY: Sequence[str] = phrases(
    "The short version is enough. What was the main thing that happened?",
    "One part of it will do. Which part do you remember best?",
    "You can leave out the details. What did you do, roughly?",
)
LOSS: Sequence[str] = phrases(
    "I'm sorry. That must have been hard.",
    "I'm very sorry to hear that.",
    "I'm sorry that it ended like that.",
)
HARD_MEMORY: Sequence[str] = phrases(
    "That sounds hard.",
    "That can't have been easy.",
    "I'm sorry that it was so hard.",
)
NEAREST_CASE: Sequence[str] = phrases(
    "That's fine. What's the closest thing you've seen or done, at work or anywhere else?",
    "Okay. Is there anything that comes near it, even something small?",
    "No problem. What have you seen or done that is a little like it?",
)
HYPOTHETICAL: Sequence[str] = phrases(
    "All right. Then imagine that it happened tomorrow. What would you do first?",
    "Okay, let's suppose it came up in your next job. How would you go about it?",
    "Then let's imagine it. What would you do, and why?",
)
FIRST_THOUGHT: Sequence[str] = phrases(
    "That's okay. Take your time; a first thought is enough.",
    "No problem. Think about it for a moment; something small is fine.",
    "That's all right. What is the first thing that comes to mind?",
)
CONFIDENTIAL: Sequence[str] = phrases(
    "I understand, please keep that to yourself. If you can tell it without names or details, go ahead. "
    "If not, just say next.",
    "Of course, I respect that. Is there a part you are free to tell? If not, say next, and we'll move on.",
    "That's right, please don't share what you may not share. You can describe what you did in general, "
    "or say next.",
)
REFUSED: Sequence[str] = phrases(
    "You don't have to answer that.",
    "I respect that.",
    "That's your decision.",
)
READ_BY_PROGRAM = phrase(
    "A program reads it to write your review. If someone assigned this practice to you, that person sees "
    "the result."
)
VOICE_LISTENERS: Mapping[str, str] = {
    "staff": phrase(
        "People at {organization} who may see this interview can listen to the recording. It is not scored."
    ),
    "person": phrase(
        "You can listen to the recording in your review, and so can a platform that you practice through. "
        "If this practice was assigned to you, people at the organization who assign practice can listen, "
        "too. The recording is not scored."
    ),
}
"""Who can listen to a recording of the voice, by who can read the transcript."""
STAFF_DECIDE = phrase(
    "A person at {organization} reads the result and decides. A program prepares an assessment of your "
    "answers, but it does not decide."
)
STAFF_DECIDE_NEXT = phrase(
    "After the interview, a person at {organization} reads the result and decides. I don't know when "
    "you will hear from them."
)
ONLY_DRAFTS = phrase("No decision is made about you here. Your answers are used to write drafts.")
DRAFTS_NEXT = phrase(
    "After this, drafts are written from your answers. You can read and correct them."
)
ONLY_REVIEW = phrase(
    "No decision is made about you here. A program writes a review of your answers for you."
)
REVIEW_NEXT = phrase(
    "After the interview, a program writes a review of your answers. You can read it."
)
MACHINE: Sequence[str] = phrases(
    "I'm a computer program, not a person.",
    "No, I'm not a person. I'm a computer program that asks the questions.",
    "You're talking with a computer program, not with a person.",
)
PERSON_REQUESTED: Sequence[str] = phrases(
    "I'm letting {organization} know that you'd like to talk with a person.",
    "I'll tell {organization} that you'd like to talk with a person.",
    "I'm passing on to {organization} that you want to talk with a person.",
)
PERSON_ALREADY_REQUESTED: Sequence[str] = phrases(
    "{Organization} already knows that you'd like to talk with a person.",
    "I've already told {organization} that you'd like to talk with a person.",
    "Your wish to talk with a person has already gone to {organization}.",
)
PERSON_LATER = phrase(
    "I can't connect you myself, and I don't know when they will contact you. You can continue here, "
    "or say stop to end."
)
NO_PERSON: Sequence[str] = phrases(
    "I'm a computer program, and no person here can take over. You can continue with me, or say stop to end.",
    "There is no person here who can take over from me. You can go on with me, or say stop to end.",
    "I can't bring in a person here. You can go on with me, or say stop to end.",
)
PERSON_UNKNOWN: Sequence[str] = phrases(
    "I don't know how you can reach a person here. Please contact {organization} directly. You can "
    "continue with me, or say stop to end.",
    "I can't connect you with a person. Please ask {organization} directly. You can go on here, or say "
    "stop to end.",
    "I'm not able to reach a person for you. {Organization} can help you. You can go on here, or say stop "
    "to end.",
)
PAUSED: Sequence[str] = phrases(
    "Of course. Take your time; the clock is stopped.",
    "Yes, take a moment. The clock is stopped.",
    "Sure, let's pause here. The clock is stopped.",
)
RESUME = phrase("When you're ready, {say}: go on.")
STILL_PAUSED = phrase("We're still paused.")
NO_PAUSE_LEFT: Sequence[str] = phrases(
    "I can't stop the clock again, because you have used all your pauses. You can still take a moment.",
    "There are no pauses left, so the clock keeps running. You can still take a moment to think.",
    "The clock can't be stopped again. Take a moment if you need one, and then go on.",
)
END_QUESTION: Sequence[str] = phrases(
    "Would you like to end the interview now?",
    "Do you want to end the interview here?",
    "Should I end the interview now?",
)
ANSWERS_ARE_KEPT = phrase(
    "The answers you have given are kept, and you can't come back to this interview later."
)
NOTHING_ANSWERED = phrase("You haven't answered a question yet.")
WAYS_BACK: Mapping[str, str] = {
    "link": phrase("You can start again with the same link."),
    "page": phrase("You can start again from the same page."),
    "none": phrase("You can't start again."),
    "unknown": phrase("I don't know if you can start again."),
}
END_HOW = phrase("Say yes to end it, or no to continue.")
OTHER_PROCESS: Sequence[str] = phrases(
    "I don't know that. Please ask {organization}.",
    "I can't answer that one. {Organization} can tell you.",
    "That is not something I know. {Organization} is the right place to ask.",
)
ABOUT_JOB: Sequence[str] = phrases(
    "I don't have that, because I only know about this interview. Please ask {organization}.",
    "That is about the job, and I have nothing on it. {Organization} can tell you.",
    "I have no details of the job. {Organization} is the right place to ask.",
)
NOTES: Sequence[str] = phrases(
    "I have no rule against notes, and I can't see them. Please answer in your own words.",
    "As far as I'm concerned, you can use notes. Please answer in your own words.",
    "Notes make no difference to me. Please use your own words.",
)
SAY_AGAIN: Sequence[str] = phrases(
    "Of course. Please {say} it again the way you want it. Your first words stay in the transcript, too.",
    "Yes, please start again. Your first words stay in the transcript, too.",
    "Sure, go ahead. What came before stays in the transcript beside it.",
)
EARLIER_ANSWER: Sequence[str] = phrases(
    "I can't go back to an earlier question, but you can {say} it now. It will be in the transcript.",
    "Please {say} it here. I can't change what you said before, but this goes into the transcript, too.",
    "You can add it now. It will be in the transcript, after what you said before.",
)
NO_SET_LENGTH: Sequence[str] = phrases(
    "There is no set length for an answer, so that was fine.",
    "That's all right. Only the whole interview has a time limit.",
    "An answer can be as short or as long as you need. Only the whole interview has a time limit.",
)
RECEIVED: Sequence[str] = phrases(
    "What has reached me is in the transcript. If something is missing, please {say} it again.",
    "Everything that I received is in the transcript. If a part was cut off, please {say} it again.",
    "I have what came through. If you think that a part is missing, please {say} it again.",
)
GO_AHEAD: Sequence[str] = phrases(
    "Sure, please ask.",
    "Yes, go ahead and ask.",
    "Of course. What would you like to know?",
)
ASKED_BEFORE: Sequence[str] = phrases(
    "Sorry about that. Then let's go on.",
    "All right, I won't ask that again.",
    "Okay, let's leave it at what you said.",
)
SMALL_TALK: Sequence[str] = phrases(
    "It's good to have you here.",
    "Thanks for telling me.",
    "All right.",
)
JOKE: Sequence[str] = phrases(
    "Good one.",
    "Fair enough.",
    "Okay, that was a joke, I think.",
)
THANKS: Sequence[str] = phrases("You're welcome.", "Happy to help.", "Of course.")
DISTRESS: Sequence[str] = phrases(
    "I'm sorry that this is so hard right now. You don't have to go on.",
    "I'm sorry you're not feeling well. Nothing here is more important than that.",
    "Thank you for telling me. Please take care of yourself first.",
)
DISTRESS_HELP = phrase(
    "If you or someone else is in danger, please call your local emergency number. I'm a computer program "
    "and can't call for help."
)
DISTRESS_NOTED = phrase(
    "I'm letting {organization} know that a person should talk with you. I don't know when they will "
    "contact you."
)
DISTRESS_CHOICE = phrase("When you want to go on, {say}: go on. To end the interview, say stop.")
ABUSE: Sequence[str] = phrases(
    "I'm sorry if this is frustrating. You can take a break, or say stop to end.",
    "I'd like us to stay polite. If you don't want to go on, say stop to end.",
    "Let's keep it respectful, please. You can take a break, or say stop to end.",
)
COMPLAINTS: Sequence[str] = phrases(
    "I'm sorry about that. You can say next to leave this question, take a break, or say stop to end.",
    "I'm sorry that this is unpleasant for you. If you don't want to answer, say next. To end, say stop.",
    "Thank you for telling me, and I'm sorry. You can say next to leave this question, or stop to end.",
)
ORDERS: Sequence[str] = phrases(
    "I can't do that. I only ask the questions and note what you say.",
    "That isn't something I can change. Please answer in your own words.",
    "I can't follow instructions about the result. Please tell me what you did yourself.",
)
NOISE: Sequence[str] = phrases(
    "I didn't understand that.",
    "I'm not sure that was meant for me.",
    "I couldn't make that out.",
)
ALL_WORDINGS: Mapping[str, Sequence[str]] = {
    name: value for name, value in globals().items() if name.isupper() and isinstance(value, tuple)
}
"""Every set of wordings by its name; each has at least three."""
