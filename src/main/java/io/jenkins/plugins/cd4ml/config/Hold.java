package io.jenkins.plugins.cd4ml.config;

/**
 * A stop that a person or a roll back put on an environment: nothing is promoted there until a person lifts it.
 *
 * @param folder      full name of the folder it was set for; "" for all of Jenkins
 * @param environment the environment's name
 * @param model       the only model it holds; null for all
 * @param who         id of who set it
 * @param why         the reason, in that person's words
 * @param when        ISO-8601 instant
 */
public record Hold(String folder, String environment, String model, String who, String why, String when) {
    /** @return what refuses a promotion, in one sentence without its end */
    public String shown() {
        return (model == null ? "" : model + " in ") + environment + " was put on hold by " + who + " at " + when + ": "
                + why;
    }

    /** @return what tells it from other holds, as the commands {@code cd4ml-hold} and {@code cd4ml-lift-hold} take it */
    public String arguments() {
        return environment
                + (folder.isEmpty() ? "" : " --folder '" + folder + "'")
                + (model == null ? "" : " --model " + model);
    }
}
