package dev.weir.test;

import java.nio.ByteBuffer;

/** A step of a {@link Peer}'s script. */
sealed interface PeerStep {

    record Sends(ByteBuffer bytes) implements PeerStep {

        @Override
        public String toString() {
            return "sends " + bytes.remaining() + " bytes";
        }
    }

    record Expects(ByteBuffer bytes) implements PeerStep {

        @Override
        public String toString() {
            return "expects " + bytes.remaining() + " bytes";
        }
    }

    record Ends() implements PeerStep {

        @Override
        public String toString() {
            return "ends";
        }
    }

    record Resets() implements PeerStep {

        @Override
        public String toString() {
            return "resets";
        }
    }

    record ExpectsEnd() implements PeerStep {

        @Override
        public String toString() {
            return "expects the end";
        }
    }
}
