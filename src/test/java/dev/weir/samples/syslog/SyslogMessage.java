package dev.weir.samples.syslog;

import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * A message of RFC 5424; {@code null} for what the sender has left out.
 *
 * @param facility 0 to 23, such as 16 for local0
 * @param severity 0, emergency, to 7, debug
 * @param data parameters by the element's id; a name may have several values
 */
record SyslogMessage(
        int facility,
        int severity,
        @Nullable OffsetDateTime timestamp,
        @Nullable String host,
        @Nullable String application,
        @Nullable String processId,
        @Nullable String messageId,
        Map<String, MultiValueMap<String, String>> data,
        String text) {}
