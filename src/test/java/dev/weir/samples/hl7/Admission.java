package dev.weir.samples.hl7;

import org.jspecify.annotations.Nullable;

/**
 * A patient who has been admitted.
 *
 * @param patient the patient's identifier, PID-3
 * @param name the patient's family name, PID-5; {@code null} if it is not known yet
 */
record Admission(String patient, @Nullable String name) {

    /** Where admissions are kept. */
    @FunctionalInterface
    interface Store {

        /** Keeps an admission. A sender repeats one whose acknowledgement it has missed: keeping it twice is no error. */
        void keep(Admission admission);
    }
}
