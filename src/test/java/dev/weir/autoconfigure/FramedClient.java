package dev.weir.autoconfigure;

import dev.weir.testing.RunningApplication;

/** A client that sends all it has, and then compares all it receives. */
final class FramedClient {

    private FramedClient() {}

    /** Sends text, ends the write direction, and expects these bytes and the end. */
    static void assertReplies(RunningApplication application, String listener, String sent, String received) {
        try (var client = application.client(listener)) {
            client.send(sent).endsInput().receives(received).thenEnds();
        }
    }
}
