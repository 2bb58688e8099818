package dev.weir.actuate;

/** Weir's version. */
final class WeirVersion {

    /** From the jar's manifest; {@code unpackaged} if the classes do not come from a jar. */
    static final String VALUE = read();

    private WeirVersion() {}

    private static String read() {
        String version = WeirVersion.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
