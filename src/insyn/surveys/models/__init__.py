"""Survey rounds, responses, answers, proposals, results and client replies."""

from insyn.surveys.models.answers import AnswerOperation, SurveyAnswer
from insyn.surveys.models.clients import ClientQuestions, ClientReply
from insyn.surveys.models.responses import Addressee, Submission, SurveyResponse
from insyn.surveys.models.results import AnswerTally
from insyn.surveys.models.reviews import AnswerReview, ProposedFinding
from insyn.surveys.models.rounds import AddedQuestion, SurveyRound

__all__ = [
    "AddedQuestion",
    "Addressee",
    "AnswerOperation",
    "AnswerReview",
    "AnswerTally",
    "ClientQuestions",
    "ClientReply",
    "ProposedFinding",
    "Submission",
    "SurveyAnswer",
    "SurveyResponse",
    "SurveyRound",
]
