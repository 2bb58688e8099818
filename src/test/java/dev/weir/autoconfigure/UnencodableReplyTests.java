package dev.weir.autoconfigure;

import static dev.weir.autoconfigure.FramedClient.assertReplies;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.autoconfigure.UnencodableReplies.Pairs;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSession;
import dev.weir.frame.FrameSessions;
import dev.weir.observe.CloseCause;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that their converter or their format refuses, of which nothing is written, as a client sees them. */
@Timeout(120)
class UnencodableReplyTests {

    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .bean("beans", UnencodableReplies.class, UnencodableReplies::new)
                .listener("closing", "replies", settings("close", 1, "request"))
                .listener("continuing", "replies", settings("continue", 1, "request"))
                .listener("answering", "answering", settings("close", 1, "request"))
                .listener("stubborn", "answering", settings("continue", 1, "request"))
                .listener("closingRequest", "pairs", settings("close", 2, "request"))
                .listener("closingCompletion", "pairs", settings("close", 2, "completion"))
                .listener("request", "answeringPairs", settings("continue", 2, "request"))
                .listener("completion", "answeringPairs", settings("continue", 2, "completion"))
                .listener("aborted", "answeringPairs", settings("continue", 1, "request"))
                .start();
    }

    private static String[] settings(String onError, int concurrency, String order) {
        return new String[] {
            "framing.type=line",
            "framing.max-size=64B",
            "framing.on-error=" + onError,
            "framing.concurrency=" + concurrency,
            "framing.order=" + order
        };
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two lines", "large", "surrogate", "converter", "converter's I/O"})
    void connectionContinuesIfConfiguredSo(String reply) throws Exception {
        long errors = exchanges("continuing", "error");
        long replies = exchanges("continuing", "replied");
        try (var log = LogCapture.of("dev.weir")) {
            assertReplies(application, "continuing", "a\n" + reply + "\nb\n", "a\nb\n");
            application.awaitRest("continuing");
            assertThat(log.warnings()).singleElement().asString().contains("continuing");
        }
        assertThat(exchanges("continuing", "error")).isEqualTo(errors + 1);
        assertThat(exchanges("continuing", "replied")).isEqualTo(replies + 2);
        assertThat(application.statistics("continuing").closed(CloseCause.HANDLER_ERROR))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two lines", "large", "surrogate", "converter", "converter's I/O"})
    void connectionEndsByDefault(String reply) throws Exception {
        long errors = exchanges("closing", "error");
        long closed = application.statistics("closing").closed(CloseCause.HANDLER_ERROR);
        assertReplies(application, "closing", "a\n" + reply + "\nb\n", "a\n");
        application.awaitRest("closing");
        assertThat(application.statistics("closing").closed(CloseCause.HANDLER_ERROR))
                .isEqualTo(closed + 1);
        assertThat(exchanges("closing", "error")).isEqualTo(errors + 1);
    }

    @Test
    void handlerAnswersInsteadAsItDoesAfterItsOwnFailure() throws Exception {
        long errors = exchanges("answering", "error");
        assertReplies(
                application,
                "answering",
                "two lines\nconverter\nfail\nb\n",
                "NAK IllegalArgumentException\nNAK IllegalStateException\nNAK ArithmeticException\nb\n");
        application.awaitRest("answering");
        assertThat(exchanges("answering", "error")).isEqualTo(errors + 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hopeless", "hopeless fail"})
    void answerThatCannotBeEncodedEitherEndsTheConnection(String frame) throws Exception {
        long closed = application.statistics("stubborn").closed(CloseCause.HANDLER_ERROR);
        AtomicInteger calls = application.bean(UnencodableReplies.class).hopelessCalls;
        int before = calls.get();
        assertReplies(application, "stubborn", "a\n" + frame + "\nb\n", "a\n");
        application.awaitRest("stubborn");
        assertThat(application.statistics("stubborn").closed(CloseCause.HANDLER_ERROR))
                .isEqualTo(closed + 1);
        assertThat(calls).hasValue(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"closingRequest", "closingCompletion"})
    void framesThatAreHandledAtTheSameTimeAreRepliedToBeforeTheEnd(String listener) throws Exception {
        assertReplies(application, listener, "wait\nrelease unencodable\n", "wait\n");
        application.awaitRest(listener);
        assertThat(application.statistics(listener).closed(CloseCause.HANDLER_ERROR))
                .isOne();
        assertThat(exchanges(listener, "error")).isOne();
        assertThat(exchanges(listener, "replied")).isOne();
    }

    @Test
    void answerKeepsItsPlaceAmongRepliesInTheOrderOfRequests() throws Exception {
        assertReplies(application, "request", "wait\nrelease unencodable\nb\n", "wait\nNAK\nb\n");
        application.awaitRest("request");
        assertThat(exchanges("request", "error")).isOne();
        assertThat(exchanges("request", "replied")).isEqualTo(2);
    }

    @Test
    void answerOvertakesInTheOrderOfCompletion() throws Exception {
        try (var client = application.client("completion")) {
            client.send("wait\nunencodable\n").receivesLine("NAK");
            client.framed(FrameFormat.lines(64)).send("release").receivesInAnyOrder("wait", "release");
            client.endsInput().thenEnds();
        }
        application.awaitRest("completion");
        assertThat(exchanges("completion", "error")).isOne();
        assertThat(exchanges("completion", "replied")).isEqualTo(2);
    }

    @Test
    void failureOfTheConnectionItselfIsNotAnswered() throws Exception {
        try (var client = application.client("aborted")) {
            client.send("wait\n");
            FrameSessions sessions = application.bean(FrameSessions.class);
            await().untilAsserted(() -> assertThat(sessions.all("aborted"))
                    .singleElement()
                    .satisfies(session -> assertThat(session.attributes()).containsKey("released")));
            FrameSession session = sessions.all("aborted").iterator().next();
            application.listener("aborted").end(session.id(), CloseCause.ADMIN);
            client.thenEnds();
            Pairs.release(session);
            application.awaitRest("aborted");
            assertThat(exchanges("aborted", "error")).isOne();
            assertThat(session.attributes()).doesNotContainKey("failure");
        }
    }

    private static long exchanges(String listener, String outcome) throws Exception {
        return application
                .scrape()
                .sum(
                        "tcp_server_exchange_seconds_count",
                        "listener=\"" + listener + "\"",
                        "outcome=\"" + outcome + "\"");
    }
}
