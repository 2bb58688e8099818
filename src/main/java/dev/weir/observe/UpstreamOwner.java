package dev.weir.observe;

/**
 * What connects to a group of targets.
 *
 * @param kind a client, or a listener that forwards
 * @param name the client's or the listener's
 */
public record UpstreamOwner(Kind kind, String name) {

    /** The kinds; their labels are the meters' tags. */
    public enum Kind implements Labelled {
        CLIENT,
        LISTENER
    }

    public static UpstreamOwner client(String name) {
        return new UpstreamOwner(Kind.CLIENT, name);
    }

    public static UpstreamOwner listener(String name) {
        return new UpstreamOwner(Kind.LISTENER, name);
    }

    /** For messages, such as {@code listener front}. */
    @Override
    public String toString() {
        return kind.label() + " " + name;
    }
}
