def uuid4(): __refuse__("uuid.uuid4()")
