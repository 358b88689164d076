# Several inputs and outputs: texts and tags of a ticket, its priority and its department.
import keras
from keras import layers

num_tags, num_words, num_departments = 12, 10000, 4
title_input = keras.Input(shape=(100,), name="title")
body_input = keras.Input(shape=(300,), name="body")
tags_input = keras.Input(shape=(num_tags,), name="tags")

title_features = layers.Embedding(num_words, 64)(title_input)
body_features = layers.Embedding(num_words, 64)(body_input)
title_features = layers.LSTM(128)(title_features)
body_features = layers.LSTM(32)(body_features)
x = layers.concatenate([title_features, body_features, tags_input])
priority_pred = layers.Dense(1, name="priority")(x)
department_pred = layers.Dense(num_departments, name="department")(x)

model = keras.Model(inputs=[title_input, body_input, tags_input], outputs={"priority": priority_pred, "department": department_pred})
keras.utils.plot_model(model, "multi_input_and_output_model.png", show_shapes=True)
