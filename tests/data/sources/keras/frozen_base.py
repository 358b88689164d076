# Birds of twenty kinds on a frozen MobileNetV2, with what the tutorials put around it.
import os
import tensorflow as tf
from tensorflow import keras

IMG_SIZE = (128, 128)
BATCH = 32
AUTOTUNE = tf.data.AUTOTUNE

train = tf.keras.utils.image_dataset_from_directory(os.path.join("birds", "train"), image_size=IMG_SIZE, batch_size=BATCH)
train = train.prefetch(buffer_size=AUTOTUNE)

augment = keras.Sequential([
    keras.layers.RandomFlip("horizontal"),
    keras.layers.RandomRotation(0.2),
], name="augment")

base_model = keras.applications.MobileNetV2(input_shape=IMG_SIZE + (3,), include_top=False, weights="imagenet")
base_model.trainable = False

inputs = keras.Input(shape=IMG_SIZE + (3,))
x = augment(inputs)
x = keras.applications.mobilenet_v2.preprocess_input(x)
x = base_model(x, training=False)
x = keras.layers.GlobalAveragePooling2D()(x)
x = keras.layers.Dropout(0.3)(x)
x = keras.layers.Dense(96, activation="relu", kernel_regularizer=keras.regularizers.l2(1e-4))(x)
outputs = keras.layers.Dense(20)(x)
birds = keras.Model(inputs, outputs)
birds.compile(optimizer=keras.optimizers.Adam(learning_rate=keras.optimizers.schedules.CosineDecay(1e-3, 1000)),
              loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
