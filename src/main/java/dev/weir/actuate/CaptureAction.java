package dev.weir.actuate;

import java.util.Locale;

/** What operators do with captures; each is recorded. */
enum CaptureAction {
    STARTED,
    DOWNLOADED,
    DELETED;

    /** The participle, for sentences. */
    String done() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of the audit event. */
    String auditType() {
        return "TCP_CAPTURE_" + name();
    }
}
