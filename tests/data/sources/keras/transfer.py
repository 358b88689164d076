# Transfer learning: a trained network whose last block is trained again, and a new head.
from tensorflow.keras.applications import VGG16
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras import models, layers, optimizers

image_size = 160
vgg_conv = VGG16(weights='imagenet', include_top=False, input_shape=(image_size, image_size, 3))

for layer in vgg_conv.layers[:-4]:
    layer.trainable = False
for layer in vgg_conv.layers:
    print(layer, layer.trainable)

model = models.Sequential()
model.add(vgg_conv)
model.add(layers.Flatten())
model.add(layers.Dense(1024, activation='relu'))
model.add(layers.Dropout(0.5))
model.add(layers.Dense(3, activation='softmax'))
model.summary()

train_datagen = ImageDataGenerator(rescale=1. / 255, rotation_range=20)
train_generator = train_datagen.flow_from_directory('data/train', target_size=(image_size, image_size), batch_size=100)
model.compile(loss='categorical_crossentropy', optimizer=optimizers.RMSprop(learning_rate=1e-4), metrics=['acc'])
history = model.fit(train_generator, steps_per_epoch=train_generator.samples / train_generator.batch_size, epochs=30)
