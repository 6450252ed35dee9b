package io.jenkins.plugins.cd4ml.engine.train.trainer;

import io.jenkins.plugins.cd4ml.engine.Pack;
import java.util.List;

/**
 * A way to train that the section {@code train} can choose: one class a trainer, in the trainer's room. The controller asks
 * it, too, so the class names no library of the worker. Stateless.
 */
public interface TrainerKind {
    /** @return the key of the section that chooses it; {@code train.schema.json} refers to the part beside this class */
    String key();

    /** @return the trainer; on the worker only, for it loads the trainer's libraries */
    Trainer trainer();

    /** @return whether it learns from a dataset of the project; what runs a command may bring its own */
    default boolean needsDataset() {
        return false;
    }

    /** @return whether the key's value is a block, of which the trials of a sweep may choose values */
    default boolean tunable() {
        return false;
    }

    /** @return the libraries that training needs and the plugin does not carry */
    default List<Pack> packs() {
        return List.of();
    }

    /** @return the libraries that loading a model of this trainer needs and the plugin does not carry */
    default List<Pack> scoringPacks() {
        return List.of();
    }
}
